import { neutralLayers, runConformance, tracerSuite, wrapTracers } from '@infra/conformance';
import { decorate, tracerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { harness } from './harness.js';

describe('conformance', () => {
  runConformance(tracerSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapTracers(harness, (tracer) => decorate(tracer, tracerSpec, ...neutralLayers()));
  runConformance(tracerSuite, decorated, test);
});
