import { metricsSuite, neutralLayers, runConformance, tracerSuite, wrapMetrics, wrapTracers } from '@infra/conformance';
import { decorate, metricsSpec, tracerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { metricsHarness, tracerHarness } from './harness.js';

describe('metrics', () => {
  runConformance(metricsSuite, metricsHarness, test);
});

describe('metrics, decorated', () => {
  const decorated = wrapMetrics(metricsHarness, (metrics) => decorate(metrics, metricsSpec, ...neutralLayers()));
  runConformance(metricsSuite, decorated, test);
});

describe('tracer', () => {
  runConformance(tracerSuite, tracerHarness, test);
});

describe('tracer, decorated', () => {
  const decorated = wrapTracers(tracerHarness, (tracer) => decorate(tracer, tracerSpec, ...neutralLayers()));
  runConformance(tracerSuite, decorated, test);
});
