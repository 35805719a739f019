import { cacheSuite, neutralLayers, runConformance, wrapCaches } from '@infra/conformance';
import { cacheSpec, decorate } from '@infra/layers';
import { describe, test } from 'vitest';
import { harness } from './harness.js';

describe('conformance', () => {
  runConformance(cacheSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapCaches(harness, (cache) => decorate(cache, cacheSpec, ...neutralLayers()));
  runConformance(cacheSuite, decorated, test);
});
