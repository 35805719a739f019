import { useRuns, useStartRun } from './api/queries.js';
import type { Workbench } from './use-workbench.js';
import type { RunView } from '../../src/contract.js';

export interface Running {
  /** The one that is under way, if there is one. */
  readonly active: RunView | undefined;
  /** Starts what is on the bench and shows it. */
  start(): void;
  readonly starting: boolean;
  readonly error: unknown;
}

/** Running what is on the bench: acting moves you to the result. */
export function useRun(bench: Workbench | undefined): Running {
  const { data: runs } = useRuns();
  const start = useStartRun();
  const active = runs?.find(({ status }) => status === 'running');
  return {
    active,
    starting: start.isPending,
    error: start.error,
    start() {
      if (bench === undefined || active !== undefined || start.isPending) return;
      const { scenario, params, url } = bench;
      start.mutate(
        { scenario: scenario.name, params },
        // What was filtered for belongs to the run before.
        {
          onSuccess: ({ id }) =>
            url.set({ run: id, text: undefined, show: undefined, step: undefined, call: undefined }, '/run'),
        },
      );
    },
  };
}
