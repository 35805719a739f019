import { loggerSuite, neutralLayers, runConformance, wrapLoggers } from '@infra/conformance';
import { decorate, loggerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { harness } from './harness.js';

describe('conformance', () => {
  runConformance(loggerSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapLoggers(harness, (logger) => decorate(logger, loggerSpec, ...neutralLayers()));
  runConformance(loggerSuite, decorated, test);
});
