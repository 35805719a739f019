import {
  err,
  type AsyncResult,
  type Call,
  type InfraError,
  type Layer,
  type Next,
  type RateLimiter,
  type RateLimitDecision,
} from '@infra/core';
import { checkedFunction, checkedWord, shown } from './checks.js';
import { errors } from './errors.js';
import type { OnEvent } from './events.js';
import { named, tell } from './observing.js';
import { providerName } from './per-provider.js';

export interface RateLimitOptions {
  readonly limiter: RateLimiter;
  /** Whose allowance a call takes from. It reaches the limiter only, never an error or event. Default: the port and provider. */
  readonly key?: ((call: Call) => string) | undefined;
  /** How many tokens a call takes. Default: 1. */
  readonly cost?: ((call: Call) => number) | undefined;
  /** What happens to calls while the limiter cannot decide: `fail-open` makes them, `fail-closed` refuses them with `unavailable`. */
  readonly onLimiterError: 'fail-open' | 'fail-closed';
  /** Told of `rate-limited` and `rate-limiter-failed`. Default: nobody. */
  readonly onEvent?: OnEvent | undefined;
}

interface RateLimitRules {
  readonly limiter: RateLimiter;
  readonly key: (call: Call) => string;
  readonly cost: (call: Call) => number;
  readonly policy: 'fail-open' | 'fail-closed';
  readonly onEvent: OnEvent | undefined;
}

/**
 * Asks a limiter before each call; what is denied is `rate_limited`, with the time to come back.
 *
 * A limiter that fails is no decision: `onLimiterError` says what then. A key or cost that the limiter refuses as `validation` is a bug
 * of the caller and comes back as it is, as does `cancelled`. Operations that run the caller's own function are left alone.
 *
 * @throws `validation` for options that make no sense
 */
export function rateLimit(options: RateLimitOptions): Layer {
  const { limiter, onEvent } = options;
  if (typeof limiter?.consume !== 'function') {
    throw errors.invalid('rateLimit', `limiter must be a RateLimiter, not ${shown(limiter)}.`);
  }
  const rules: RateLimitRules = {
    limiter,
    key: checkedFunction('rateLimit', 'key', options.key, providerName),
    cost: checkedFunction('rateLimit', 'cost', options.cost, () => 1),
    policy: checkedWord('rateLimit', 'onLimiterError', options.onLimiterError, ['fail-open', 'fail-closed']),
    onEvent,
  };
  return (next) => (call) => (call.callback ? next(call) : limited(next, call, rules));
}

async function limited(next: Next, call: Call, rules: RateLimitRules): AsyncResult<unknown> {
  let decided: Awaited<ReturnType<RateLimiter['consume']>>;
  try {
    decided = await rules.limiter.consume(rules.key(call), { cost: rules.cost(call), signal: call.signal });
  } catch (cause) {
    // The functions for key and cost are the caller's own: a bug in them is no outage of the limiter.
    return err(errors.thrown(call, cause));
  }
  if (!decided.ok) return undecided(next, call, decided.error, rules);
  return decided.value.allowed ? next(call) : denied(call, decided.value, rules);
}

function denied(
  call: Call,
  decision: RateLimitDecision,
  { onEvent }: RateLimitRules,
): ReturnType<typeof err<InfraError>> {
  const { retryAfterMs, limit, remaining, resetAfterMs } = decision;
  tell(onEvent, () => ({ ...named(call), type: 'rate-limited', retryAfterMs }));
  return err(errors.rateLimited(call, retryAfterMs, { limit, remaining, resetAfterMs }));
}

async function undecided(next: Next, call: Call, error: InfraError, rules: RateLimitRules): AsyncResult<unknown> {
  if (error.code === 'validation' || error.code === 'cancelled') return err(error);
  const { policy, onEvent } = rules;
  tell(onEvent, () => ({ ...named(call), type: 'rate-limiter-failed', policy, error }));
  return policy === 'fail-open' ? next(call) : err(errors.limiterUnavailable(call, error));
}
