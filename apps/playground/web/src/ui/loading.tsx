import { Loader } from '@mantine/core';

/** Something is on its way. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="loading" role="status">
      <Loader size="sm" aria-hidden="true" />
      <span className="muted">Loading {what}…</span>
    </div>
  );
}
