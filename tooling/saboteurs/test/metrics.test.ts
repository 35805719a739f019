import { metricsSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctMetricsHarness } from '../src/metrics/correct-harness.js';
import { metricsSaboteurs } from '../src/metrics/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('metrics without fault pass', () => {
  runConformance(metricsSuite, correctMetricsHarness, test);
});

describe('the suite rejects metrics of which one', () => {
  test.each(metricsSaboteurs)('$name', async (saboteur) => {
    await expectCaught(metricsSuite, saboteur, correctMetricsHarness);
  });
});

test('every case of the suite has a saboteur to catch', () => {
  expect(casesWithoutSaboteur(metricsSuite, metricsSaboteurs)).toEqual([]);
});
