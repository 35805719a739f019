import { rateLimiterSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctRateLimiterHarness } from '../src/ratelimit/correct-harness.js';
import { rateLimiterSaboteurs } from '../src/ratelimit/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('a rate limiter without fault passes', () => {
  runConformance(rateLimiterSuite, correctRateLimiterHarness(), test);
});

describe('the suite rejects a rate limiter that', () => {
  test.each(rateLimiterSaboteurs)('$name', async (saboteur) => {
    await expectCaught(rateLimiterSuite, saboteur, correctRateLimiterHarness());
  });
});

test('every case of the suite has a saboteur to catch', () => {
  expect(casesWithoutSaboteur(rateLimiterSuite, rateLimiterSaboteurs)).toEqual([]);
});
