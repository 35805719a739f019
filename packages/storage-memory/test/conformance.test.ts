import { createTestClock, runConformance, storageSuite, type StorageHarness } from '@infra/conformance';
import { decorate, storageSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { createMemoryStorage } from '../src/index.js';

const clock = createTestClock();

const harness: StorageHarness = {
  make: async (options) => createMemoryStorage({ ...options, clock }),
};

describe('conformance', () => {
  runConformance(storageSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated: StorageHarness = {
    make: async (options) => decorate(await harness.make(options), storageSpec, (next) => (call) => next(call)),
  };
  runConformance(storageSuite, decorated, test);
});
