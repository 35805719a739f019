import {
  createTestClock,
  neutralLayers,
  runConformance,
  storageSuite,
  wrapStorages,
  type StorageHarness,
} from '@infra/conformance';
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
  const decorated = wrapStorages(harness, (storage) => decorate(storage, storageSpec, ...neutralLayers()));
  runConformance(storageSuite, decorated, test);
});
