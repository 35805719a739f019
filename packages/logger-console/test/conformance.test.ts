import { loggerSuite, runConformance } from '@infra/conformance';
import { describe, test } from 'vitest';
import { jsonHarness } from './harness.js';

describe('JSON lines', () => {
  runConformance(loggerSuite, jsonHarness, test);
});
