import { cacheSuite, createTestClock, runConformance, type CacheHarness } from '@infra/conformance';
import { describe, test } from 'vitest';
import { createMemoryCache } from '../src/index.js';

const clock = createTestClock();

const harness: CacheHarness = {
  make: async (options) => createMemoryCache({ ...options, clock }),
  advance: async (ms) => {
    clock.advance(ms);
  },
};

describe('conformance', () => {
  runConformance(cacheSuite, harness, test);
});
