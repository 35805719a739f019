import { createTestClock, type CacheHarness } from '@infra/conformance';
import { createTemplateCache } from '../../src/cache/index.js';

const clock = createTestClock();

/**
 * For a store in this process. For a server: `make` takes a namespace of its own each time, `advance` lowers what is left of every
 * life through the raw client, and `makePair`, `peek`, `plant` and `unreachable` have the suite test what only a server has. The test is
 * then named conformance.integration.test.ts; see packages/cache-redis/test.
 */
export const harness: CacheHarness = {
  make: async (options) => createTemplateCache({ ...options, clock }),
  advance: async (ms) => {
    clock.advance(ms);
  },
};
