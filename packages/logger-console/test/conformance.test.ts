import { loggerSuite, neutralLayers, runConformance, wrapLoggers } from '@infra/conformance';
import { decorate, loggerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { jsonHarness } from './harness.js';

describe('JSON lines', () => {
  runConformance(loggerSuite, jsonHarness, test);
});

describe('JSON lines, decorated', () => {
  const decorated = wrapLoggers(jsonHarness, (logger) => decorate(logger, loggerSpec, ...neutralLayers()));
  runConformance(loggerSuite, decorated, test);
});
