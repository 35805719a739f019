import type { Clock } from '@infra/core';
import { checkedFunction, checkedNumber, checkedWord, shown } from '../checks.js';
import { errors } from '../errors.js';
import type { OnEvent } from '../events.js';
import { MAX_DELAY_MS } from '../limits.js';
import type { Backoff } from './backoff.js';
import { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './budget.js';
import { awaitedClock } from './wait.js';

export interface RetryOptions {
  /** How often it is tried altogether, the first time included. Default: 3. */
  readonly maxAttempts?: number | undefined;
  /** The bound of the first delay, in milliseconds. Default: 100. */
  readonly initialDelayMs?: number | undefined;
  /** By how much the bound grows with each attempt. Default: 2. */
  readonly factor?: number | undefined;
  /** The bound that it grows to, in milliseconds. Default: 20,000. */
  readonly maxDelayMs?: number | undefined;
  /** `full`: a delay is anything from 0 to its bound. `none`: it is the bound. Default: `full`. */
  readonly jitter?: 'full' | 'none' | undefined;
  /** At most so long is waited because a provider said so (`retryAfterMs`), in milliseconds. Default: 20,000. */
  readonly maxRetryAfterMs?: number | undefined;
  /**
   * After so many milliseconds no attempt begins: one that would is not waited for. It does not cut off an attempt that runs; a
   * time-out does. Default: none.
   */
  readonly deadlineMs?: number | undefined;
  /**
   * What bounds the retries of all calls together. Options: a budget for each port and provider. A budget (`createRetryBudget`): shared with
   * whoever else has it. `false`: none. Default: a budget with its defaults.
   */
  readonly budget?: RetryBudgetOptions | RetryBudget | false | undefined;
  /** From 0 to 1, for the jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Default: the system's. Only its monotonic time and its timers are used. */
  readonly clock?: Clock | undefined;
  /** Told of `retry-scheduled` and `retry-exhausted`. Default: nobody. */
  readonly onEvent?: OnEvent | undefined;
}

export interface RetryRules extends Backoff {
  readonly maxAttempts: number;
  readonly deadlineMs: number;
  readonly newBudget: () => RetryBudget;
  readonly clock: Clock;
  readonly onEvent: OnEvent | undefined;
}

const PART = 'retry';

/** Fills in the defaults. Throws `validation` for an option that makes no sense. */
export function resolveRetry(options: RetryOptions): RetryRules {
  const delay = (name: 'initialDelayMs' | 'maxDelayMs' | 'maxRetryAfterMs', otherwise: number): number =>
    checkedNumber(PART, name, options[name] ?? otherwise, { min: 0, max: MAX_DELAY_MS });
  return {
    maxAttempts: checkedNumber(PART, 'maxAttempts', options.maxAttempts ?? 3, { min: 1, whole: true }),
    initialDelayMs: delay('initialDelayMs', 100),
    factor: checkedNumber(PART, 'factor', options.factor ?? 2, { min: 1 }),
    maxDelayMs: delay('maxDelayMs', 20_000),
    jitter: checkedWord(PART, 'jitter', options.jitter ?? 'full', ['full', 'none']),
    maxRetryAfterMs: delay('maxRetryAfterMs', 20_000),
    deadlineMs: checkedNumber(PART, 'deadlineMs', options.deadlineMs ?? Number.POSITIVE_INFINITY, {
      min: 1,
      endless: true,
    }),
    newBudget: budgets(options.budget),
    random: checkedFunction(PART, 'random', options.random, Math.random),
    clock: options.clock ?? awaitedClock,
    onEvent: options.onEvent,
  };
}

const ENDLESS: RetryBudget = { tokens: Number.POSITIVE_INFINITY, take: () => true, give: () => undefined };

function budgets(budget: RetryOptions['budget'] = {}): () => RetryBudget {
  if (budget === false) return () => ENDLESS;
  if (typeof budget !== 'object' || budget === null) {
    throw errors.invalid(PART, `budget must be options, a budget or false, not ${shown(budget)}.`);
  }
  if ('take' in budget) return () => budget;
  // Made once for its checks: bad options are found here, not with the first call.
  createRetryBudget(budget);
  return () => createRetryBudget(budget);
}
