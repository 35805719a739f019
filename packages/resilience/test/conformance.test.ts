import { createMemoryCache } from '@infra/cache-memory';
import {
  cacheSuite,
  createTestClock,
  runConformance,
  storageSuite,
  type CacheHarness,
  type StorageHarness,
} from '@infra/conformance';
import type { Layer } from '@infra/core';
import { cacheSpec, decorate, storageSpec } from '@infra/layers';
import { createMemoryStorage } from '@infra/storage-memory';
import { describe, test } from 'vitest';
import { pipeline } from '../src/index.js';

// A port in a full pipeline is still that port: its suite must not notice.

const clock = createTestClock();

function everything(): Layer {
  return pipeline({
    bulkhead: { maxConcurrent: 100, maxQueue: 10_000 },
    totalTimeout: { ms: 60_000 },
    retry: {},
    circuitBreaker: {
      consecutiveFailures: 1000,
      failureRate: 1,
      minimumCalls: 100,
      slowCallRate: 1,
      slowCallMs: 60_000,
    },
    attemptTimeout: { ms: 30_000 },
  });
}

describe('a cache in a pipeline', () => {
  const harness: CacheHarness = {
    make: async (options) => decorate(createMemoryCache({ ...options, clock }), cacheSpec, everything()),
    advance: async (ms) => {
      clock.advance(ms);
    },
  };
  runConformance(cacheSuite, harness, test);
});

describe('a storage in a pipeline', () => {
  const harness: StorageHarness = {
    make: async (options) => decorate(createMemoryStorage({ ...options, clock }), storageSpec, everything()),
  };
  runConformance(storageSuite, harness, test);
});
