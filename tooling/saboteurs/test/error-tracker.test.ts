import { errorTrackerSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctErrorTrackerHarness } from '../src/error-tracker/correct-harness.js';
import { errorTrackerSaboteurs } from '../src/error-tracker/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('an error tracker without fault passes', () => {
  runConformance(errorTrackerSuite, correctErrorTrackerHarness, test);
});

describe('the suite rejects an error tracker that', () => {
  test.each(errorTrackerSaboteurs)('$name', async (saboteur) => {
    await expectCaught(errorTrackerSuite, saboteur, correctErrorTrackerHarness);
  });
});

test('every case of the suite has a saboteur to catch', () => {
  expect(casesWithoutSaboteur(errorTrackerSuite, errorTrackerSaboteurs)).toEqual([]);
});
