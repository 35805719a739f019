import { ok, unwrap } from '@infra/core';
import { keep } from '../../../benchmarks/src/contestants/keep.js';
import type { OpenSuite, Suite } from '../../../benchmarks/src/harness/bench.js';
import { createTemplateStorage } from '../src/storage/index.js';

const OBJECTS = 100;
const KEYS = Array.from({ length: OBJECTS }, (_, at) => `bench/${String(at)}`);
const BODY = new Uint8Array(1_024).fill(7);

/** Put the raw SDK in the place of the floor, if there is one: the ratio says what this adapter costs, and is its target. */
const BASELINE = 'floor: a copy of the bytes in a map';

async function open(): Promise<OpenSuite> {
  const map = new Map<string, Uint8Array>();
  const storage = createTemplateStorage();
  for (const key of KEYS) {
    map.set(key, BODY);
    unwrap(await storage.put(key, BODY));
  }
  return {
    timed: [
      {
        name: 'get',
        operation: '`get` of an object of 1 KiB',
        baseline: BASELINE,
        clock: 'wall',
        opsPerPass: OBJECTS,
        expected: BODY.byteLength,
        targets: [],
        contestants: [
          {
            name: BASELINE,
            answer: () => map.get('bench/0')?.byteLength,
            run: async (passes) => {
              for (let left = passes; left > 0; left -= 1)
                for (const key of KEYS) keep(await Promise.resolve(ok(map.get(key)?.slice())));
            },
          },
          {
            name: 'storage-template',
            answer: async () => unwrap(await storage.get('bench/0'))?.bytes.byteLength,
            run: async (passes) => {
              for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await storage.get(key));
            },
          },
        ],
      },
    ],
    counting: [],
    close: async () => {
      unwrap(await storage.close());
    },
  };
}

export const storageTemplate: Suite = {
  name: 'storage-template',
  about: 'One storage against the least that a storage can do: 100 objects of 1 KiB.',
  open,
};
