import {
  errorTrackerSuite,
  metricsSuite,
  neutralLayers,
  runConformance,
  tracerSuite,
  wrapErrorTrackers,
  wrapMetrics,
  wrapTracers,
} from '@infra/conformance';
import { decorate, errorTrackerSpec, metricsSpec, tracerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { errorTrackerHarness, metricsHarness, tracerHarness } from './harness.js';

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

describe('error tracker', () => {
  runConformance(errorTrackerSuite, errorTrackerHarness, test);
});

describe('error tracker, decorated', () => {
  const wrap = wrapErrorTrackers(errorTrackerHarness, (tracker) =>
    decorate(tracker, errorTrackerSpec, ...neutralLayers()),
  );
  runConformance(errorTrackerSuite, wrap, test);
});
