import type { InfraError } from '@infra/core';
import { checkedNumber } from '../checks.js';

export interface RetryBudgetOptions {
  /** How many tokens it holds, and begins with. Default: 500. */
  readonly tokens?: number | undefined;
  /** What a retry costs. Default: 5. */
  readonly retryCost?: number | undefined;
  /** What a retry costs after a `timeout`, which held resources all the while. Default: 10. */
  readonly timeoutCost?: number | undefined;
  /** What a call gives back that succeeds at its first attempt. Default: 1. */
  readonly refill?: number | undefined;
}

/** Bounds retries by the share of calls that succeed, so that they cannot multiply the load of a provider that is down. */
export interface RetryBudget {
  /** Tokens that are there now. */
  readonly tokens: number;
  /** Takes what a retry after this error costs, if it is there. */
  take(error: InfraError): boolean;
  /** Notes a call that succeeded at its first attempt. */
  give(): void;
}

/**
 * The token bucket of the AWS SDKs (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html): with the defaults 100 retries
 * at once, then one for five calls that succeed. A success after a retry gives nothing back, so that load stays within 1.2 times the calls.
 *
 * @throws `validation` for options that make no sense
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const number = (name: keyof RetryBudgetOptions, otherwise: number, min: number): number =>
    checkedNumber('retryBudget', name, options[name] ?? otherwise, { min });
  const capacity = number('tokens', 500, 0);
  const retryCost = number('retryCost', 5, 0);
  const timeoutCost = number('timeoutCost', 10, 0);
  const refill = number('refill', 1, 0);
  let tokens = capacity;
  return {
    get tokens() {
      return tokens;
    },
    take(error) {
      const cost = error.code === 'timeout' ? timeoutCost : retryCost;
      if (cost > tokens) return false;
      tokens -= cost;
      return true;
    },
    give() {
      tokens = Math.min(capacity, tokens + refill);
    },
  };
}
