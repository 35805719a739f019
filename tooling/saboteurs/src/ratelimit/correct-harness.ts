import {
  createTestClock,
  type RateLimiterHarness,
  type RateLimiterHarnessOptions,
  type RateLimiterUnderTest,
  type UnreachableRateLimiterOptions,
} from '@infra/conformance';
import { err, InfraError, ok } from '@infra/core';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';
import { faulty } from './spoil.js';

/** A new limiter without fault, for saboteurs to spoil, and a clock that moves it. */
export function correctRateLimiterHarness(): RateLimiterHarness {
  const clock = createTestClock();
  const make = async (options: RateLimiterHarnessOptions): Promise<RateLimiterUnderTest> =>
    createMemoryRateLimiter({ limit: options.limit, windowMs: options.windowMs, clock });
  return {
    make,
    advance: async (ms) => {
      clock.advance(ms);
    },
    timeStandsStill: true,
    makePair: async (options) => {
      const one = await make(options);
      return [one, faulty(one, () => ({}), options)];
    },
    unreachable: async (options) => withoutBackend(await make(options), options),
  };
}

function gone(): ReturnType<typeof err<InfraError>> {
  const error = { code: 'unavailable', message: 'gone', provider: 'memory', operation: 'ratelimit.test' } as const;
  return err(new InfraError(error));
}

/** Does everything right although its backend is gone; the one inside only knows good input from bad, and whether it is closed. */
function withoutBackend(inner: RateLimiterUnderTest, options: UnreachableRateLimiterOptions): RateLimiterUnderTest {
  return faulty(
    inner,
    () => ({
      consume: async (key, io) => {
        const asked = await inner.consume(key, io);
        if (!asked.ok) return asked;
        if (options.whenUnavailable === 'fail') return gone();
        options.onError?.(gone().error);
        const isPossible = asked.value.retryAfterMs !== Infinity;
        const allowed = options.whenUnavailable === 'allow' && isPossible;
        const retryAfterMs = allowed ? 0 : isPossible ? 500 : Infinity;
        return ok({ ...asked.value, allowed, remaining: 0, retryAfterMs, unverified: true as const });
      },
      reset: async () => gone(),
      health: async () => ok({ status: 'down', latencyMs: 0, reason: 'gone' }),
    }),
    options,
  );
}
