import { metricsSuite, neutralLayers, runConformance, wrapMetrics } from '@infra/conformance';
import { decorate, metricsSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { prometheusHarness } from './harness.js';

describe('conformance', () => {
  runConformance(metricsSuite, prometheusHarness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapMetrics(prometheusHarness, (metrics) => decorate(metrics, metricsSpec, ...neutralLayers()));
  runConformance(metricsSuite, decorated, test);
});
