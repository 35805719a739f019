import { unwrap } from '@infra/core';
import { keep } from '../../../benchmarks/src/contestants/keep.js';
import type { OpenSuite, Suite } from '../../../benchmarks/src/harness/bench.js';
import { createTemplateLogger } from '../src/logger/index.js';

const LINES = 200;

/** Put the raw SDK in the place of the floor, if there is one: the ratio says what this adapter costs, and is its target. */
const BASELINE = 'floor: JSON.stringify(line)';

async function open(): Promise<OpenSuite> {
  const logger = createTemplateLogger();
  return {
    timed: [
      {
        name: 'flat',
        operation: 'a line with three flat fields',
        baseline: BASELINE,
        clock: 'wall',
        opsPerPass: LINES,
        targets: [],
        contestants: [
          {
            name: BASELINE,
            answer: () => true,
            run: async (passes) => {
              for (let left = passes * LINES; left > 0; left -= 1) {
                const line = {
                  level: 'info',
                  message: 'request handled',
                  userId: 'u-1234',
                  status: 200,
                  cached: false,
                };
                keep(JSON.stringify(line));
              }
            },
          },
          {
            name: 'logger-template',
            answer: async () => unwrap(await logger.flush()),
            run: async (passes) => {
              for (let left = passes * LINES; left > 0; left -= 1) {
                logger.info('request handled', { userId: 'u-1234', status: 200, cached: false });
              }
            },
          },
        ],
      },
    ],
    counting: [],
    close: async () => {
      unwrap(await logger.close());
    },
  };
}

export const loggerTemplate: Suite = {
  name: 'logger-template',
  about: 'One logger against the least that a line costs.',
  open,
};
