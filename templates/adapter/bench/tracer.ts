import { unwrap } from '@infra/core';
import { keep } from '../../../benchmarks/src/contestants/keep.js';
import type { OpenSuite, Suite } from '../../../benchmarks/src/harness/bench.js';
import { createTemplateTracer } from '../src/tracer/index.js';

const CALLS = 200;

/** Put the raw SDK in the place of the floor, if there is one: the ratio says what this adapter costs, and is its target. */
const BASELINE = 'floor: JSON.stringify(span)';

async function open(): Promise<OpenSuite> {
  const tracer = createTemplateTracer();
  return {
    timed: [
      {
        name: 'span',
        operation: 'a span with two attributes, started and ended',
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
                keep(
                  JSON.stringify({ name: 'call', start: left, end: left, attributes: { port: 'cache', hit: true } }),
                );
            },
          },
          {
            name: 'tracer-template',
            answer: async () => unwrap(await tracer.flush()) === undefined,
            run: async (passes) => {
              for (let left = passes * CALLS; left > 0; left -= 1)
                tracer.startSpan('call', { attributes: { port: 'cache', hit: true } }).end();
            },
          },
        ],
      },
    ],
    counting: [],
    close: async () => {
      unwrap(await tracer.close());
    },
  };
}

export const tracerTemplate: Suite = {
  name: 'tracer-template',
  about: 'One tracer against the least that a span costs.',
  open,
};
