import { loggerSuite, runConformance } from '@infra/conformance';
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
