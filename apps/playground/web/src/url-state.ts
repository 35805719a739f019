import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';

/** Everything that a link keeps: what is composed, what would be run, which run is shown and what of it. */
export interface UrlState {
  /** As it was typed; `url-params.ts` makes sense of it. */
  readonly values: URLSearchParams;
  /** Changes some values and keeps the others; `undefined` removes one. */
  set(changes: Readonly<Record<string, string | undefined>>, path?: string): void;
}

export function useUrlState(): UrlState {
  const search = useSearch();
  const [location, navigate] = useLocation();
  const set = useCallback(
    (changes: Readonly<Record<string, string | undefined>>, path = location) => {
      // From the address bar and not from the last render: two changes in one turn must not undo each other.
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      const to = text === '' ? path : `${path}?${text}`;
      if (to === `${window.location.pathname}${window.location.search}`) return;
      // A filter is no place to go back to; another area is.
      navigate(to, { replace: path === location });
    },
    [location, navigate],
  );
  return { values: new URLSearchParams(search), set };
}
