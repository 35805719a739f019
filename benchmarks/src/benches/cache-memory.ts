import type { OpenSuite, Suite } from '../harness/bench.js';
import { heapBench } from './cache-memory-heap.js';
import { getBench } from './cache-memory-get.js';
import { getOrSetBench } from './cache-memory-get-or-set.js';
import { setBench } from './cache-memory-set.js';

async function open(): Promise<OpenSuite> {
  return {
    timed: [await getBench(), await getOrSetBench(), setBench()],
    counting: [heapBench()],
    close: async () => undefined,
  };
}

export const cacheMemory: Suite = {
  name: 'cache-memory',
  about: 'Caches in this process: 1,000 keys, values of 250 bytes as JSON, every operation awaited.',
  open,
};
