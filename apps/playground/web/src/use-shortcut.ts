import { useEffect, useRef } from 'react';

/** Calls back for a key, unless somebody is typing. `mod` is ⌘ or Ctrl; with it, typing does not matter. */
export function useShortcut(key: string, action: () => void, options: { readonly mod?: boolean } = {}): void {
  const { mod = false } = options;
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== key.toLowerCase() || event.repeat || event.altKey) return;
      if ((event.metaKey || event.ctrlKey) !== mod) return;
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input:not([type=radio]), textarea, select');
      if (typing && !mod) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [key, mod]);
}
