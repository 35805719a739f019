import {
  createTestClock,
  neutralLayers,
  rateLimiterSuite,
  runConformance,
  wrapRateLimiters,
  type RateLimiterHarness,
} from '@infra/conformance';
import { decorate, rateLimiterSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { createMemoryRateLimiter } from '../src/index.js';

const clock = createTestClock();

const harness: RateLimiterHarness = {
  make: async (options) => createMemoryRateLimiter({ ...options, clock }),
  advance: async (ms) => {
    clock.advance(ms);
  },
  timeStandsStill: true,
};

describe('conformance', () => {
  runConformance(rateLimiterSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapRateLimiters(harness, (limiter) => decorate(limiter, rateLimiterSpec, ...neutralLayers()));
  runConformance(rateLimiterSuite, decorated, test);
});
