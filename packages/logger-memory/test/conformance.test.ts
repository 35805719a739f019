import { loggerSuite, runConformance } from '@infra/conformance';
import { test } from 'vitest';
import { memoryHarness } from './harness.js';

runConformance(loggerSuite, memoryHarness, test);
