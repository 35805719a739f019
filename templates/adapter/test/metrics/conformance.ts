import { neutralLayers, runConformance, metricsSuite, wrapMetrics } from '@infra/conformance';
import { decorate, metricsSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { harness } from './harness.js';

describe('conformance', () => {
  runConformance(metricsSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapMetrics(harness, (metrics) => decorate(metrics, metricsSpec, ...neutralLayers()));
  runConformance(metricsSuite, decorated, test);
});
