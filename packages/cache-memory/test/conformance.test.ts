import {
  cacheSuite,
  createTestClock,
  neutralLayers,
  runConformance,
  wrapCaches,
  type CacheHarness,
} from '@infra/conformance';
import { cacheSpec, decorate } from '@infra/layers';
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

describe('conformance, decorated', () => {
  const decorated = wrapCaches(harness, (cache) => decorate(cache, cacheSpec, ...neutralLayers()));
  runConformance(cacheSuite, decorated, test);
});
