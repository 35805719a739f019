import { neutralLayers, runConformance, errorTrackerSuite, wrapErrorTrackers } from '@infra/conformance';
import { decorate, errorTrackerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { harness } from './harness.js';

describe('conformance', () => {
  runConformance(errorTrackerSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapErrorTrackers(harness, (tracker) => decorate(tracker, errorTrackerSpec, ...neutralLayers()));
  runConformance(errorTrackerSuite, decorated, test);
});
