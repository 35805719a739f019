import type { RateLimiterHarness, RateLimiterHarnessOptions, RateLimiterUnderTest } from '@infra/conformance';
import { ok, type RateLimitDecision } from '@infra/core';

export type Spoil = (harness: RateLimiterHarness) => RateLimiterHarness;

/** Operations that a wrong limiter does in its own way; it gets the right one to do it with. */
export type RateLimiterFaults = (
  inner: RateLimiterUnderTest,
  options: RateLimiterHarnessOptions,
) => Partial<RateLimiterUnderTest>;

/** Spoils every limiter that a harness makes. */
export function spoil(faults: RateLimiterFaults): Spoil {
  return (harness) => ({
    ...harness,
    make: async (options) => faulty(await harness.make(options), faults, options),
  });
}

export function faulty(
  inner: RateLimiterUnderTest,
  faults: RateLimiterFaults,
  options: RateLimiterHarnessOptions,
): RateLimiterUnderTest {
  return {
    provider: inner.provider,
    consume: (key, io) => inner.consume(key, io),
    reset: (key, io) => inner.reset(key, io),
    health: (io) => inner.health(io),
    close: (io) => inner.close(io),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
    ...faults(inner, options),
  };
}

/** Spoils what the limiter is made with. */
export function spoilOptions(change: (options: RateLimiterHarnessOptions) => RateLimiterHarnessOptions): Spoil {
  return (harness) => ({ ...harness, make: (options) => harness.make(change(options)) });
}

/** Spoils what a decision says. */
export function spoilDecisions(
  change: (decision: RateLimitDecision, cost: number) => Partial<RateLimitDecision>,
): Spoil {
  return spoil((inner) => ({
    consume: async (key, options) => {
      const decision = await inner.consume(key, options);
      return decision.ok ? ok({ ...decision.value, ...change(decision.value, options?.cost ?? 1) }) : decision;
    },
  }));
}
