import { unwrap } from '@infra/core';
import { keep } from '../../../benchmarks/src/contestants/keep.js';
import type { OpenSuite, Suite } from '../../../benchmarks/src/harness/bench.js';
import { createTemplateErrorTracker } from '../src/error-tracker/index.js';

const CALLS = 200;

/** Put the raw SDK in the place of the floor, if there is one: the ratio says what this adapter costs, and is its target. */
const BASELINE = 'floor: JSON.stringify(error)';

async function open(): Promise<OpenSuite> {
  const tracker = createTemplateErrorTracker();
  const error = new Error('declined');
  return {
    timed: [
      {
        name: 'capture',
        operation: 'an error captured with one tag',
        baseline: BASELINE,
        clock: 'wall',
        opsPerPass: CALLS,
        targets: [],
        contestants: [
          {
            name: BASELINE,
            answer: () => true,
            run: async (passes) => {
              for (let left = passes * CALLS; left > 0; left -= 1)
                keep(JSON.stringify({ message: error.message, stack: error.stack, tenant: 'acme' }));
            },
          },
          {
            name: 'error-tracker-template',
            answer: async () => unwrap(await tracker.flush()) === undefined,
            run: async (passes) => {
              for (let left = passes * CALLS; left > 0; left -= 1)
                keep(tracker.captureException(error, { tags: { tenant: 'acme' } }));
            },
          },
        ],
      },
    ],
    counting: [],
    close: async () => {
      unwrap(await tracker.close());
    },
  };
}

export const errorTrackerTemplate: Suite = {
  name: 'error-tracker-template',
  about: 'One error tracker against the least that a report costs.',
  open,
};
