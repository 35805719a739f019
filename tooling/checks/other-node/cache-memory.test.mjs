// The whole Cache suite on cache-memory, both as built, with node:test as the runner.
import { test } from 'node:test';
import { createMemoryCache } from '../../../packages/cache-memory/dist/index.js';
import { cacheSuite, createTestClock, runConformance } from '../../../packages/conformance/dist/index.js';

const clock = createTestClock();
const harness = {
  make: async (options) => createMemoryCache({ ...options, clock }),
  advance: async (ms) => clock.advance(ms),
};

runConformance(cacheSuite, harness, test);
