import { loggerSuite, neutralLayers, runConformance, wrapLoggers } from '@infra/conformance';
import { decorate, loggerSpec } from '@infra/layers';
import { pino } from 'pino';
import { pino as pino9 } from 'pino9';
import { describe, test } from 'vitest';
import { createHarness } from './harness.js';

describe('a logger that is made here', () => {
  runConformance(loggerSuite, createHarness((destination) => ({ destination })), test); // prettier-ignore
});

describe('a logger of pino 10 that is given', () => {
  runConformance(loggerSuite, createHarness((stream) => ({ logger: pino({}, stream) })), test); // prettier-ignore
});

describe('a logger of pino 9 that is given', () => {
  runConformance(loggerSuite, createHarness((stream) => ({ logger: pino9({}, stream) })), test); // prettier-ignore
});

describe('decorated', () => {
  const harness = createHarness((destination) => ({ destination }));
  const decorated = wrapLoggers(harness, (logger) => decorate(logger, loggerSpec, ...neutralLayers()));
  runConformance(loggerSuite, decorated, test);
});
