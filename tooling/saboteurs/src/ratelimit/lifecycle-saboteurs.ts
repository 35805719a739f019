import type { RateLimiterHarness } from '@infra/conformance';
import { ok, type RateLimitDecision } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, spoil, type RateLimiterFaults, type Spoil } from './spoil.js';

/** Spoils the limiter whose backend is gone. */
function whileGone(faults: RateLimiterFaults): Spoil {
  return (harness) => {
    const { unreachable } = harness;
    if (unreachable === undefined) return harness;
    return { ...harness, unreachable: async (options) => faulty(await unreachable(options), faults, options) };
  };
}

/** Changes what is answered in place of the backend. */
function answering(change: (decision: RateLimitDecision) => Partial<RateLimitDecision>): Spoil {
  return whileGone((inner) => ({
    consume: async (key, options) => {
      const decision = await inner.consume(key, options);
      return decision.ok ? ok({ ...decision.value, ...change(decision.value) }) : decision;
    },
  }));
}

const FAIL = 'with the backend out of reach and the policy to fail, the caller gets the error';
const ALLOW =
  'with the backend out of reach and the policy to allow, calls go ahead unverified, and onError hears of it';
const DENY =
  'with the backend out of reach and the policy to deny, calls are denied unverified, and onError hears of it';

export const lifecycleSaboteurs: readonly Saboteur<RateLimiterHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: spoil(() => ({ provider: 'other' })),
  },
  {
    name: 'takes for those who have gone away',
    caughtBy: 'an aborted signal cancels, and nothing is taken',
    sabotage: spoil((inner) => ({
      consume: async (key, options) => {
        const { signal, ...rest } = options ?? {};
        const decision = await inner.consume(key, rest);
        return signal?.aborted === true ? inner.consume(key, options) : decision;
      },
    })),
  },
  {
    name: 'cancels for any signal',
    caughtBy: 'a signal that is not aborted changes nothing',
    sabotage: spoil((inner) => ({
      consume: (key, options) =>
        inner.consume(key, options?.signal === undefined ? options : { ...options, signal: AbortSignal.abort() }),
    })),
  },
  {
    name: 'says that it is down while it works',
    caughtBy: 'health says up while it works',
    sabotage: spoil(() => ({ health: async () => ok({ status: 'down', latencyMs: 0 }) })),
  },
  {
    name: 'goes on after close',
    caughtBy: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    sabotage: spoil(() => ({ close: async () => ok(), [Symbol.asyncDispose]: () => Promise.resolve() })),
  },
  {
    name: 'stays open when it is disposed of',
    caughtBy: 'await using closes it',
    sabotage: spoil(() => ({ [Symbol.asyncDispose]: () => Promise.resolve() })),
  },
  {
    name: 'denies without a word where it was told to fail',
    caughtBy: FAIL,
    sabotage: whileGone((inner, { limit, windowMs }) => ({
      consume: async (key, options) => {
        const asked = await inner.consume(key, options);
        if (asked.ok || asked.error.code !== 'unavailable') return asked;
        return ok({ allowed: false, limit, remaining: 0, retryAfterMs: windowMs, resetAfterMs: windowMs });
      },
    })),
  },
  {
    name: 'passes for verified where it allows what it could not ask',
    caughtBy: ALLOW,
    sabotage: whileGone((inner) => ({
      consume: async (key, options) => {
        const asked = await inner.consume(key, options);
        if (!asked.ok) return asked;
        const { unverified: _, ...decision } = asked.value;
        return ok(decision);
      },
    })),
  },
  {
    name: 'allows any cost while the backend is gone',
    caughtBy: ALLOW,
    sabotage: answering(() => ({ allowed: true, retryAfterMs: 0 })),
  },
  {
    name: 'tells nobody that it lets calls pass',
    caughtBy: ALLOW,
    sabotage: ({ unreachable, ...harness }) => ({
      ...harness,
      ...(unreachable && { unreachable: (options) => unreachable({ ...options, onError: () => undefined }) }),
    }),
  },
  {
    name: 'allows where it was told to deny',
    caughtBy: DENY,
    sabotage: answering(() => ({ allowed: true, retryAfterMs: 0 })),
  },
  {
    name: 'denies without a time to come back',
    caughtBy: DENY,
    sabotage: answering(() => ({ retryAfterMs: Infinity })),
  },
  {
    name: 'takes a reset that did not happen for done',
    caughtBy: FAIL,
    sabotage: whileGone(() => ({ reset: async () => ok() })),
  },
  {
    name: 'answers bad input by its policy',
    caughtBy: 'bad input is a validation error whatever the policy for an outage',
    sabotage: whileGone((inner, { limit, windowMs }) => ({
      consume: async (key, options) => {
        const asked = await inner.consume(key, options);
        if (asked.ok || asked.error.code === 'unavailable') return asked;
        return ok({ allowed: true, limit, remaining: 0, retryAfterMs: 0, resetAfterMs: windowMs, unverified: true });
      },
    })),
  },
];
