import { ok, unwrap } from '@infra/core';
import { keep } from '../../../benchmarks/src/contestants/keep.js';
import { KEY, KEYS, VALUE } from '../../../benchmarks/src/contestants/values.js';
import type { OpenSuite, Suite } from '../../../benchmarks/src/harness/bench.js';
import { createTemplateCache } from '../src/cache/index.js';

/** Put the raw SDK in the place of the floor, if there is one: the ratio says what this adapter costs, and is its target. */
const BASELINE = 'floor: Promise.resolve(ok(map.get(key)))';

async function open(): Promise<OpenSuite> {
  const map = new Map<string, object>();
  const cache = createTemplateCache();
  for (const key of KEYS) {
    map.set(key, VALUE);
    unwrap(await cache.set(key, VALUE));
  }
  return {
    timed: [
      {
        name: 'get',
        operation: '`get` of a key that is there',
        baseline: BASELINE,
        clock: 'wall',
        opsPerPass: KEYS.length,
        expected: VALUE,
        targets: [],
        contestants: [
          {
            name: BASELINE,
            answer: () => map.get(KEY),
            run: async (passes) => {
              for (let left = passes; left > 0; left -= 1)
                for (const key of KEYS) keep(await Promise.resolve(ok(map.get(key))));
            },
          },
          {
            name: 'cache-template',
            answer: async () => unwrap(await cache.get(KEY)),
            run: async (passes) => {
              for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await cache.get(key));
            },
          },
        ],
      },
    ],
    counting: [],
    close: async () => {
      unwrap(await cache.close());
    },
  };
}

export const cacheTemplate: Suite = {
  name: 'cache-template',
  about: 'One cache against the least that a cache can do: 1,000 keys, values of 250 bytes as JSON.',
  open,
};
