import { unwrap } from '@infra/core';
import { keep } from '../../../benchmarks/src/contestants/keep.js';
import type { OpenSuite, Suite } from '../../../benchmarks/src/harness/bench.js';
import { createTemplateMetrics } from '../src/metrics/index.js';

const CALLS = 200;

/** Put the raw SDK in the place of the floor, if there is one: the ratio says what this adapter costs, and is its target. */
const BASELINE = 'floor: a Map of numbers';

async function open(): Promise<OpenSuite> {
  const metrics = createTemplateMetrics();
  const counter = metrics.counter('calls_total', { labelNames: ['operation'] });
  const counts = new Map<string, number>();
  return {
    timed: [
      {
        name: 'counter-add',
        operation: 'one call counted under a label',
        baseline: BASELINE,
        clock: 'wall',
        opsPerPass: CALLS,
        targets: [],
        contestants: [
          {
            name: BASELINE,
            answer: () => counts.size === 0,
            run: async (passes) => {
              for (let left = passes * CALLS; left > 0; left -= 1)
                keep(counts.set('get', (counts.get('get') ?? 0) + 1));
            },
          },
          {
            name: 'metrics-template',
            answer: async () => unwrap(await metrics.exposition.render()) !== '',
            run: async (passes) => {
              for (let left = passes * CALLS; left > 0; left -= 1) counter.add(1, { operation: 'get' });
            },
          },
        ],
      },
    ],
    counting: [],
    close: async () => {
      unwrap(await metrics.close());
    },
  };
}

export const metricsTemplate: Suite = {
  name: 'metrics-template',
  about: 'One adapter against the least that counting costs.',
  open,
};
