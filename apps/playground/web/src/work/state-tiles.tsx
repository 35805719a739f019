import type { JobState } from '@infra/core';
import type { QueueView } from '../../../src/contract.js';
import { count } from '../../../src/format.js';
import type { UrlState } from '../url-state.js';

/** In the order of a job's life, with what each means. */
export const STATES: readonly { readonly state: JobState; readonly about: string }[] = [
  { state: 'waiting', about: 'for a worker' },
  { state: 'active', about: 'in a worker' },
  { state: 'delayed', about: 'until its time' },
  { state: 'failed', about: 'next attempt to come' },
  { state: 'dead', about: 'failed for good' },
  { state: 'completed', about: 'kept for a while' },
];

/** How many jobs are in each state; one shows those only. */
export function StateTiles({ queue, url }: { readonly queue: QueueView; readonly url: UrlState }) {
  const chosen = url.values.get('state');
  return (
    <div className="tiles" role="group" aria-label="Jobs by their state">
      {STATES.map(({ state, about }) => (
        <button
          key={state}
          type="button"
          className={state === 'dead' && queue.counts.dead > 0 ? 'tile tile-bad' : 'tile'}
          aria-pressed={state === chosen}
          onClick={() => url.set({ state: state === chosen ? undefined : state, page: undefined })}
        >
          <span>{state}</span>
          <strong>{count(queue.counts[state])}</strong>
          <span className="muted">{about}</span>
        </button>
      ))}
    </div>
  );
}

/** The state that the link asks for. */
export function stateIn(values: URLSearchParams): JobState | undefined {
  return STATES.find(({ state }) => state === values.get('state'))?.state;
}
