import { createTestClock, type RateLimiterHarness } from '@infra/conformance';
import { createTemplateRateLimiter } from '../../src/ratelimit/index.js';

const clock = createTestClock();

/**
 * With a server: take out `timeStandsStill`, have `advance` move what is stored into the past through the raw client, and add `makePair`,
 * `peek` and `unreachable`. See packages/ratelimit-redis/test/conformance.integration.test.ts.
 */
export const harness: RateLimiterHarness = {
  make: async (options) => createTemplateRateLimiter({ ...options, clock }),
  advance: async (ms) => {
    clock.advance(ms);
  },
  timeStandsStill: true,
};
