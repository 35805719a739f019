import { loggerSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctLoggerHarness } from '../src/logger/correct-harness.js';
import { loggerSaboteurs } from '../src/logger/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('a logger without fault passes', () => {
  runConformance(loggerSuite, correctLoggerHarness, test);
});

describe('the suite rejects a logger that', () => {
  test.each(loggerSaboteurs)('$name', async (saboteur) => {
    await expectCaught(loggerSuite, saboteur, correctLoggerHarness);
  });
});

test('every case of the suite has a saboteur to catch', () => {
  expect(casesWithoutSaboteur(loggerSuite, loggerSaboteurs)).toEqual([]);
});
