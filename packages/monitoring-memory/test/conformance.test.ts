import { metricsSuite, neutralLayers, runConformance, wrapMetrics } from '@infra/conformance';
import { decorate, metricsSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { metricsHarness } from './harness.js';

describe('metrics', () => {
  runConformance(metricsSuite, metricsHarness, test);
});

describe('metrics, decorated', () => {
  const decorated = wrapMetrics(metricsHarness, (metrics) => decorate(metrics, metricsSpec, ...neutralLayers()));
  runConformance(metricsSuite, decorated, test);
});
