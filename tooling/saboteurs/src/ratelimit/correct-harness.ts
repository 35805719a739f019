import { createTestClock, type RateLimiterHarness } from '@infra/conformance';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';

/** A new limiter without fault, for saboteurs to spoil, and a clock that moves it. */
export function correctRateLimiterHarness(): RateLimiterHarness {
  const clock = createTestClock();
  return {
    make: async (options) => createMemoryRateLimiter({ ...options, clock }),
    advance: async (ms) => {
      clock.advance(ms);
    },
    timeStandsStill: true,
  };
}
