import { neutralLayers, rateLimiterSuite, runConformance, wrapRateLimiters } from '@infra/conformance';
import { decorate, rateLimiterSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { harness } from './harness.js';

describe('conformance', () => {
  runConformance(rateLimiterSuite, harness, test);
});

describe('conformance, decorated', () => {
  const decorated = wrapRateLimiters(harness, (limiter) => decorate(limiter, rateLimiterSpec, ...neutralLayers()));
  runConformance(rateLimiterSuite, decorated, test);
});
