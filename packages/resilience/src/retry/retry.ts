import { err, type AsyncResult, type Call, type InfraError, type Layer, type Next, type Result } from '@infra/core';
import { errors, type Exhaustion } from '../errors.js';
import { named, tell } from '../observing.js';
import { AbortListeners } from '../abort-listeners.js';
import { perProvider } from '../per-provider.js';
import { delayAfter } from './backoff.js';
import type { RetryBudget } from './budget.js';
import { resolveRetry, type RetryOptions, type RetryRules } from './options.js';
import { abortedWithin } from './wait.js';

/**
 * Tries again what failed and may be repeated: the error must be retryable *and* the operation idempotent. So it never repeats an
 * operation that runs the caller's own function, nor a statement inside a transaction, whose specs say so.
 *
 * An attempt that is not the first carries its number in `Call.attempt`. When it gives up, the error has the last one's code,
 * `retryable: false`, so that no layer further out multiplies the attempts, every attempt's error in `details.attempts`, and
 * the errors themselves as its cause. Aborting the caller's signal ends the waiting at once, with `cancelled`.
 *
 * @throws `validation` for options that make no sense
 */
export function retry(options: RetryOptions = {}): Layer {
  const rules = resolveRetry(options);
  const budgetFinder = perProvider(rules.newBudget);
  const listeners = new AbortListeners();
  return (next) => {
    const budgetOf = budgetFinder();
    return async (call) => {
      if (!call.idempotent || call.callback) return next(call);
      // The clock is read only where somebody wants to know.
      const startMs = rules.deadlineMs === Number.POSITIVE_INFINITY ? 0 : rules.clock.monotonicMs();
      let first: Result<unknown>;
      try {
        first = await next(call);
      } catch (cause) {
        first = err(errors.thrown(call, cause));
      }
      if (first.ok) budgetOf(call).give();
      if (first.ok || !first.error.retryable) return first;
      return again(next, call, first.error, {
        rules,
        listeners,
        budget: budgetOf(call),
        endMs: startMs + rules.deadlineMs,
      });
    };
  };
}

interface Bounds {
  readonly rules: RetryRules;
  readonly listeners: AbortListeners;
  readonly budget: RetryBudget;
  /** When the deadline is, on the monotonic clock. */
  readonly endMs: number;
}

/** All attempts after the first. */
async function again(next: Next, call: Call, firstError: InfraError, bounds: Bounds): AsyncResult<unknown> {
  const { rules } = bounds;
  const failures = [firstError];
  let error = firstError;
  for (;;) {
    const attempt = failures.length;
    const delayMs = delayAfter(attempt, error, rules);
    const reason = reasonToStop(error, attempt, delayMs, bounds);
    if (reason !== undefined) return exhausted(call, error, { reason, failures }, rules);
    if (await isLeft(call, { attempt, delayMs, error }, bounds)) {
      return err(errors.cancelled(call, 'waiting for the next attempt', error));
    }
    const result = await attemptOf(next, { ...call, attempt: attempt + 1 });
    if (result.ok || !result.error.retryable) return result;
    error = result.error;
    failures.push(error);
  }
}

/** Waits before the next attempt; whether the caller has left meanwhile. */
function isLeft(
  call: Call,
  failed: { readonly attempt: number; readonly delayMs: number; readonly error: InfraError },
  { rules, listeners }: Bounds,
): Promise<boolean> {
  tell(rules.onEvent, () => ({ ...named(call), type: 'retry-scheduled', ...failed }));
  return abortedWithin(rules.clock, failed.delayMs, call.signal, listeners);
}

/** The budget comes last: what is not retried for another reason must not take from it. */
function reasonToStop(
  error: InfraError,
  attempt: number,
  delayMs: number,
  { rules, budget, endMs }: Bounds,
): Exhaustion['reason'] | undefined {
  if (attempt >= rules.maxAttempts) return 'attempts';
  if (endMs !== Number.POSITIVE_INFINITY && rules.clock.monotonicMs() + delayMs >= endMs) return 'deadline';
  return budget.take(error) ? undefined : 'budget';
}

function exhausted(call: Call, last: InfraError, exhaustion: Exhaustion, { onEvent }: RetryRules): Result<never> {
  const error = errors.exhausted(call, last, exhaustion);
  const { reason, failures } = exhaustion;
  tell(onEvent, () => ({ ...named(call), type: 'retry-exhausted', attempts: failures.length, reason, error }));
  return err(error);
}

async function attemptOf(next: Next, call: Call): AsyncResult<unknown> {
  try {
    return await next(call);
  } catch (cause) {
    return err(errors.thrown(call, cause));
  }
}
