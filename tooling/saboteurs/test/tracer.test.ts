import { tracerSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctTracerHarness } from '../src/tracer/correct-harness.js';
import { tracerSaboteurs } from '../src/tracer/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('a tracer without fault passes', () => {
  runConformance(tracerSuite, correctTracerHarness, test);
});

describe('the suite rejects a tracer that', () => {
  test.each(tracerSaboteurs)('$name', async (saboteur) => {
    await expectCaught(tracerSuite, saboteur, correctTracerHarness);
  });
});

test('every case of the suite has a saboteur to catch', () => {
  expect(casesWithoutSaboteur(tracerSuite, tracerSaboteurs)).toEqual([]);
});
