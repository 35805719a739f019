import type { HealthCheck, Lifecycle, OnError, RateLimiter } from '@infra/core';

/** What a factory for a rate limiter returns. */
export type RateLimiterUnderTest = RateLimiter & Lifecycle & HealthCheck;

/** What a case asks of a limiter that it gets: `limit` tokens per key, refilled evenly over `windowMs`. */
export interface RateLimiterHarnessOptions {
  readonly limit: number;
  readonly windowMs: number;
}

/** The same for a limiter whose backend is gone. */
export interface UnreachableRateLimiterOptions extends RateLimiterHarnessOptions {
  /** What `consume` is to answer: a decision marked `unverified`, or the error. */
  readonly whenUnavailable: 'allow' | 'deny' | 'fail';
  readonly onError?: OnError;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface RateLimiterHarness {
  /** A limiter whose allowances are all full, and which shares nothing with any other. The suite closes it. */
  make(options: RateLimiterHarnessOptions): Promise<RateLimiterUnderTest>;
  /**
   * Lets `ms` milliseconds pass for the allowances of every limiter made so far: by a test clock, or, for a server, by moving what it
   * holds into the past through the raw client.
   */
  advance(ms: number): Promise<void>;
  /**
   * Time passes by `advance` alone, so that durations can be compared to the millisecond. Left out where a real clock runs as well:
   * then five seconds may pass between two calls.
   */
  readonly timeStandsStill?: true;
  /** Two limiters over one store, as two processes have them. Left out where the store is the process itself. */
  makePair?(options: RateLimiterHarnessOptions): Promise<readonly [RateLimiterUnderTest, RateLimiterUnderTest]>;
  /** What the store holds for a key of a limiter made here, read past the port by the raw client; undefined for nothing. */
  peek?(limiter: RateLimiter, key: string): Promise<string | undefined>;
  /** A limiter whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(options: UnreachableRateLimiterOptions): Promise<RateLimiterUnderTest>;
}

/** Ten an hour, one every six minutes: slow enough that a real clock changes nothing while a case runs. */
export const TEN_AN_HOUR: RateLimiterHarnessOptions = { limit: 10, windowMs: 3_600_000 };

/** Until one token of `TEN_AN_HOUR` is back. */
export const TOKEN_MS = 360_000;

/** Runs a case's body with a limiter of its own, closed afterwards. */
export async function withLimiter(
  harness: RateLimiterHarness,
  body: (limiter: RateLimiterUnderTest) => Promise<void>,
  options: RateLimiterHarnessOptions = TEN_AN_HOUR,
): Promise<void> {
  await using limiter = await harness.make(options);
  await body(limiter);
}

/**
 * The same harness with every limiter wrapped, for a second run of the suite: an adapter that passes bare must pass with layers
 * around it. `peek` is handed the limiter that is inside.
 *
 * @example wrapRateLimiters(harness, (limiter) => decorate(limiter, rateLimiterSpec, ...neutralLayers()))
 */
export function wrapRateLimiters(
  harness: RateLimiterHarness,
  wrap: (limiter: RateLimiterUnderTest) => RateLimiterUnderTest,
): RateLimiterHarness {
  const { make, makePair, peek, unreachable } = harness;
  const inner = new WeakMap<RateLimiter, RateLimiter>();
  const wrapped = (bare: RateLimiterUnderTest): RateLimiterUnderTest => {
    const outer = wrap(bare);
    inner.set(outer, bare);
    return outer;
  };
  return {
    ...harness,
    make: async (options) => wrapped(await make(options)),
    ...(makePair && {
      makePair: async (options) => {
        const [left, right] = await makePair(options);
        return [wrapped(left), wrapped(right)];
      },
    }),
    ...(peek && { peek: (limiter, key) => peek(inner.get(limiter) ?? limiter, key) }),
    ...(unreachable && { unreachable: async (options) => wrapped(await unreachable(options)) }),
  };
}
