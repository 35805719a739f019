import type { RateLimiterHarness } from '@infra/conformance';
import { ok, type AsyncResult, type RateLimitDecision } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil, spoilDecisions, spoilOptions } from './spoil.js';

const FULL = 'a full allowance admits its limit, not one more, and says at each call how things stand';
const COSTS = 'a cost takes as many tokens, all or none';

export const consumingSaboteurs: readonly Saboteur<RateLimiterHarness>[] = [
  {
    name: 'admits one more than the limit',
    caughtBy: FULL,
    sabotage: spoilOptions(({ limit, windowMs }) => ({ limit: limit + 1, windowMs })),
  },
  {
    name: 'marks every decision as unverified',
    caughtBy: FULL,
    sabotage: spoilDecisions(() => ({ unverified: true })),
  },
  {
    name: 'says when the allowance is full in place of when the call would be allowed',
    caughtBy: FULL,
    sabotage: spoilDecisions(({ allowed, resetAfterMs }) => (allowed ? {} : { retryAfterMs: resetAfterMs })),
  },
  {
    name: 'says fractions of a millisecond',
    caughtBy: FULL,
    sabotage: spoilDecisions(({ resetAfterMs }) => ({ resetAfterMs: resetAfterMs - 0.5 })),
  },
  {
    name: 'takes one token whatever the cost',
    caughtBy: COSTS,
    sabotage: spoil((inner) => ({
      consume: (key, options) => inner.consume(key, options?.cost === 0 ? options : { ...options, cost: 1 }),
    })),
  },
  {
    name: 'takes what is left when there is not enough',
    caughtBy: COSTS,
    sabotage: spoil((inner) => ({
      consume: async (key, options) => {
        const decision = await inner.consume(key, options);
        if (!decision.ok || decision.value.allowed) return decision;
        const drained = await inner.consume(key, { cost: decision.value.remaining });
        return drained.ok ? ok({ ...decision.value, remaining: 0 }) : drained;
      },
    })),
  },
  {
    name: 'holds one token back',
    caughtBy: 'a cost of the whole limit is allowed, once',
    sabotage: spoilDecisions(({ limit }, cost) => (cost === limit ? { allowed: false } : {})),
  },
  {
    name: 'takes a token from those who only ask',
    caughtBy: 'a cost of 0 asks without taking, and is always allowed',
    sabotage: spoil((inner) => ({
      consume: (key, options) => inner.consume(key, { ...options, cost: Math.max(1, options?.cost ?? 1) }),
    })),
  },
  {
    name: 'denies to ask where nothing is left',
    caughtBy: 'a cost of 0 asks without taking, and is always allowed',
    sabotage: spoilDecisions(({ remaining }, cost) => (cost === 0 && remaining === 0 ? { allowed: false } : {})),
  },
  {
    name: 'says when a cost above the limit would be allowed',
    caughtBy: 'a cost above the limit is denied for ever, and takes nothing',
    sabotage: spoilDecisions(({ retryAfterMs }) => (retryAfterMs === Infinity ? { retryAfterMs: 1_000 } : {})),
  },
  {
    name: 'has bursts of two at least',
    caughtBy: 'a limit of one',
    sabotage: spoilOptions(({ limit, windowMs }) => ({ limit: Math.max(2, limit), windowMs })),
  },
  {
    name: 'looks first and takes afterwards',
    caughtBy: 'of a thousand calls at once exactly the limit is admitted, each told another remainder',
    sabotage: spoil((inner) => ({
      consume: async (key, options): AsyncResult<RateLimitDecision> => {
        const found = await inner.consume(key, { ...options, cost: 0 });
        if (!found.ok || found.value.remaining < 1) return inner.consume(key, options);
        const taken = await inner.consume(key, options);
        return taken.ok ? ok({ ...found.value, allowed: true, remaining: taken.value.remaining }) : taken;
      },
    })),
  },
  {
    name: 'looks first and takes afterwards, where the cost is more than a token',
    caughtBy: 'calls of different costs at once never take more than there is',
    sabotage: spoil((inner) => ({
      consume: async (key, options): AsyncResult<RateLimitDecision> => {
        const { cost = 1 } = options ?? {};
        if (cost < 2) return inner.consume(key, options);
        const found = await inner.consume(key, { ...options, cost: 0 });
        if (!found.ok || found.value.remaining < cost) return inner.consume(key, options);
        const taken = await inner.consume(key, options);
        return taken.ok ? ok({ ...taken.value, allowed: true }) : taken;
      },
    })),
  },
  {
    name: 'counts in each process for itself',
    caughtBy: 'two processes admit exactly the limit together',
    sabotage: (harness) => ({
      ...harness,
      makePair: async (options) => [await harness.make(options), await harness.make(options)],
    }),
  },
];
