import { neutralLayers, runConformance, storageSuite, wrapStorages } from '@infra/conformance';
import { decorate, storageSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { harness } from './harness.js';

describe('conformance', () => {
  runConformance(storageSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapStorages(harness, (storage) => decorate(storage, storageSpec, ...neutralLayers()));
  runConformance(storageSuite, decorated, test);
});
