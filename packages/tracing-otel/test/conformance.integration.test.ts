import { neutralLayers, runConformance, tracerSuite, wrapTracers } from '@infra/conformance';
import { decorate, tracerSpec } from '@infra/layers';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startCollector, type TestCollector } from './collector/index.js';
import { createOtelHarness } from './harness.js';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector[Symbol.asyncDispose]());

const harness = createOtelHarness(() => collector);

describe('conformance', () => {
  runConformance(tracerSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapTracers(harness, (tracer) => decorate(tracer, tracerSpec, ...neutralLayers()));
  runConformance(tracerSuite, decorated, test);
});
