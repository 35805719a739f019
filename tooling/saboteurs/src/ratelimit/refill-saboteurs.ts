import { createTestClock, type RateLimiterHarness } from '@infra/conformance';
import { err, ok, type RateLimitDecision } from '@infra/core';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';
import type { Saboteur } from '../saboteur.js';
import { faulty, spoil, spoilDecisions, type RateLimiterFaults, type Spoil } from './spoil.js';

/** Limiters that are told of time as it passes; they may forget it, or not know how much it was. */
function withTime(faults: (elapsedMs: () => number) => RateLimiterFaults, onAdvance?: (ms: number) => number): Spoil {
  return () => {
    const clock = createTestClock();
    return {
      make: async (options) =>
        faulty(
          createMemoryRateLimiter({ ...options, clock }),
          faults(() => clock.monotonicMs()),
          options,
        ),
      advance: async (ms) => {
        clock.advance(onAdvance?.(ms) ?? ms);
      },
      timeStandsStill: true,
    };
  };
}

/** Gives every key its full allowance back at the end of each window that began with `startOf`. */
function inWindows(startOf: (windowMs: number) => (now: number) => number): Spoil {
  return withTime((now) => (inner, { windowMs }) => {
    const start = startOf(windowMs);
    let current = start(now());
    return {
      consume: async (key, options) => {
        const found = start(now());
        if (found !== current) {
          current = found;
          const reset = await inner.reset(key);
          if (!reset.ok) return reset;
        }
        return inner.consume(key, options);
      },
    };
  });
}

const STORE = 'a full allowance leaves nothing in the store, nor does asking or a denial';

/** A store that keeps a key for ever once a decision was one to be remembered. */
function withStore(remembers: (decision: RateLimitDecision) => boolean): Spoil {
  return (harness) => {
    const stored = new Set<string>();
    const spoilt = spoil((inner) => ({
      consume: async (key, options) => {
        const decision = await inner.consume(key, options);
        if (decision.ok && remembers(decision.value)) stored.add(key);
        return decision;
      },
    }))(harness);
    return { ...spoilt, peek: async (_, key) => (stored.has(key) ? 'stored' : undefined) };
  };
}

export const refillSaboteurs: readonly Saboteur<RateLimiterHarness>[] = [
  {
    name: 'never refills',
    caughtBy: 'an empty allowance fills up evenly, token by token',
    sabotage: withTime(
      () => () => ({}),
      () => 0,
    ),
  },
  {
    name: 'refills all at once when its window ends',
    caughtBy: 'an empty allowance fills up evenly, token by token',
    sabotage: inWindows((windowMs) => (now) => Math.floor(now / windowMs)),
  },
  {
    name: 'says to come back a moment too soon',
    caughtBy: 'who waits for retryAfterMs is admitted; who comes a moment earlier is not',
    sabotage: spoilDecisions(({ retryAfterMs }) => ({ retryAfterMs: Math.max(0, retryAfterMs - 1) })),
  },
  {
    name: 'rounds what has yet to come back down to whole tokens',
    caughtBy: 'after resetAfterMs the allowance is full, and a moment earlier it is not',
    sabotage: spoilDecisions(({ resetAfterMs }) => ({
      resetAfterMs: Math.floor(resetAfterMs / 1_000_000) * 1_000_000,
    })),
  },
  {
    name: 'saves up what nobody takes',
    caughtBy: 'an allowance never holds more than its limit, however long nobody takes from it',
    sabotage: withTime((now) => (inner, { limit, windowMs }) => {
      let saved = 0;
      let since = now();
      return {
        consume: async (key, options) => {
          const before = await inner.consume(key, { ...options, cost: 0 });
          if (before.ok && before.value.remaining === limit) saved += ((now() - since) / windowMs) * limit - 1;
          since = now();
          const decision = await inner.consume(key, options);
          if (!decision.ok || decision.value.allowed || saved < (options?.cost ?? 1)) return decision;
          saved -= options?.cost ?? 1;
          return ok({ ...decision.value, allowed: true, retryAfterMs: 0 });
        },
      };
    }),
  },
  {
    name: 'loses the part of a token that had come back when it counts',
    caughtBy: 'a part of a token is kept until it is whole',
    sabotage: withTime((now) => (inner, { limit, windowMs }) => {
      const tokenMs = windowMs / limit;
      let at = now();
      let tokens = limit;
      return {
        consume: async (key, options) => {
          const decision = await inner.consume(key, options);
          if (!decision.ok) return decision;
          const { cost = 1 } = options ?? {};
          tokens = Math.min(limit, tokens + Math.floor((now() - at) / tokenMs));
          at = now();
          const allowed = tokens >= cost;
          if (allowed) tokens -= cost;
          return ok({ ...decision.value, allowed });
        },
      };
    }),
  },
  {
    name: 'counts the wait anew for those who ask too soon',
    caughtBy: 'asking and being denied delay nothing',
    sabotage: withTime((now) => (inner, { limit, windowMs }) => {
      let notBefore = -Infinity;
      return {
        consume: async (key, options) => {
          const isEarly = now() < notBefore;
          const decision = await inner.consume(key, isEarly ? { ...options, cost: 0 } : options);
          if (!decision.ok || (decision.value.allowed && !isEarly)) return decision;
          notBefore = now() + windowMs / limit;
          return ok({ ...decision.value, allowed: options?.cost === 0 });
        },
      };
    }),
  },
  {
    name: 'forgets everything at the end of its window',
    caughtBy: 'what is used is remembered until it has come back, window after window',
    sabotage: inWindows((windowMs) => (now) => Math.floor(now / windowMs)),
  },
  {
    name: 'refills in whole milliseconds per token',
    caughtBy: 'a limit that does not divide its window is counted exactly',
    sabotage: (harness) => ({
      ...harness,
      make: ({ limit, windowMs }) => harness.make({ limit, windowMs: Math.floor(windowMs / limit) * limit }),
    }),
  },
  {
    name: 'keeps full allowances for ever',
    caughtBy: STORE,
    sabotage: withStore(({ remaining, limit }) => remaining < limit),
  },
  {
    name: 'stores a key for every question',
    caughtBy: STORE,
    sabotage: withStore(() => true),
  },
  {
    name: 'gives a key back only half of its allowance',
    caughtBy: 'reset gives a key its full allowance back, and no other',
    sabotage: spoil((inner, { limit }) => ({
      reset: async (key, options) => {
        const reset = await inner.reset(key, options);
        const taken = await inner.consume(key, { cost: Math.floor(limit / 2) });
        return taken.ok ? reset : err(taken.error);
      },
    })),
  },
  {
    name: 'resets nothing that was used more than once',
    caughtBy: 'a reset holds however long ago the key was used',
    sabotage: spoil((inner) => {
      const uses = new Map<string, number>();
      return {
        consume: (key, options) => {
          uses.set(key, (uses.get(key) ?? 0) + 1);
          return inner.consume(key, options);
        },
        reset: async (key, options) => ((uses.get(key) ?? 0) > 1 ? ok() : inner.reset(key, options)),
      };
    }),
  },
];
