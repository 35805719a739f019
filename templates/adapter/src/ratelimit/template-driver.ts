import { err, type AsyncResult, type Health, type RateLimitDecision } from '@infra/core';
import { createAllowance, type Allowance, type RateLimitDriver } from '@internal/ratelimit-rules';
import { errors } from './errors.js';
import type { ResolvedOptions } from './options.js';

/**
 * Where the allowances are kept. Keys and costs are checked before they get here; `decisionOf` of `@internal/ratelimit-rules` turns what
 * is used of an allowance into the answer. Take the time from one place for all processes: the server's, if there is one.
 */
export class TemplateDriver implements RateLimitDriver {
  readonly errors = errors;
  /** In whole units, so that nothing is ever rounded. */
  readonly allowance: Allowance;
  isClosed = false;

  constructor({ limit, windowMs }: ResolvedOptions) {
    this.allowance = createAllowance(limit, windowMs);
  }

  /** Takes all of the cost or nothing, in one step that no other call can come into. */
  async take(_key: string, _cost: number, _signal: AbortSignal | undefined): AsyncResult<RateLimitDecision> {
    return err(errors.notWritten('take'));
  }

  async restore(_key: string, _signal: AbortSignal | undefined): AsyncResult<void> {
    return err(errors.notWritten('restore'));
  }

  /** Asks the backend. A backend that is down is an answer, not a failure. */
  async health(_signal: AbortSignal | undefined): AsyncResult<Health> {
    return err(errors.notWritten('health'));
  }

  /** Releases what was opened here, within the deadline even when the backend is dead. Called once. */
  async close(_deadlineMs: number): AsyncResult<void> {
    return err(errors.notWritten('close'));
  }
}
