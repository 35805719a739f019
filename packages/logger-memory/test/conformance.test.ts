import { loggerSuite, neutralLayers, runConformance, wrapLoggers } from '@infra/conformance';
import { decorate, loggerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { memoryHarness } from './harness.js';

describe('conformance', () => {
  runConformance(loggerSuite, memoryHarness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapLoggers(memoryHarness, (logger) => decorate(logger, loggerSpec, ...neutralLayers()));
  runConformance(loggerSuite, decorated, test);
});
