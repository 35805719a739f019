import { unwrap } from '@infra/core';
import { keep } from '../../../benchmarks/src/contestants/keep.js';
import type { OpenSuite, Suite } from '../../../benchmarks/src/harness/bench.js';
import { createTemplateRateLimiter } from '../src/ratelimit/index.js';

const KEYS: readonly string[] = Array.from({ length: 200 }, (_, index) => `user:${String(index)}`);

/** Put the raw SDK in the place of the floor, if there is one: the ratio says what this adapter costs, and is its target. */
const BASELINE = 'floor: a Map of counters';

async function open(): Promise<OpenSuite> {
  const limiter = createTemplateRateLimiter({ limit: 1_000_000, windowMs: 1_000 });
  const counters = new Map<string, number>();
  const count = async (key: string): Promise<boolean> => {
    const next = (counters.get(key) ?? 0) + 1;
    counters.set(key, next);
    return next > 0;
  };
  return {
    timed: [
      {
        name: 'consume',
        operation: 'one token of an allowance that is never empty',
        baseline: BASELINE,
        clock: 'wall',
        opsPerPass: KEYS.length,
        targets: [],
        expected: true,
        contestants: [
          {
            name: BASELINE,
            answer: () => count('answer'),
            run: async (passes) => {
              for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await count(key));
            },
          },
          {
            name: 'ratelimit-template',
            answer: async () => unwrap(await limiter.consume('answer')).allowed,
            run: async (passes) => {
              for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await limiter.consume(key));
            },
          },
        ],
      },
    ],
    counting: [],
    close: async () => {
      unwrap(await limiter.close());
    },
  };
}

export const ratelimitTemplate: Suite = {
  name: 'ratelimit-template',
  about: 'One rate limiter against the least that counting costs.',
  open,
};
