import type { IoOptions } from './io.js';
import type { AsyncResult } from './result.js';

export interface CloseOptions {
  /** How long closing may take, in milliseconds; after it, what is left is cut off. Default: 5,000. */
  readonly deadlineMs?: number | undefined;
}

/** Whatever holds a resource: a connection, a timer, a buffer. */
export interface Lifecycle {
  /**
   * Lets running work finish, then releases what this object created, and nothing that it was given.
   * Idempotent; returns within the deadline even when the backend is dead; afterwards every operation fails with
   * `unavailable`, and the process can end by itself.
   */
  close(options?: CloseOptions): AsyncResult<void>;
  /** `close()` for `await using`. Throws the error that `close()` returns. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Health {
  /** `degraded`: it works, and somebody should look at it. */
  readonly status: 'up' | 'degraded' | 'down';
  /** How long the check took, in milliseconds. */
  readonly latencyMs: number;
  /** Why it is not `up`. Never a secret. */
  readonly reason?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Whatever can tell whether its backend does its work. */
export interface HealthCheck {
  /** Asks the backend. A backend that is down is an answer, `ok({ status: 'down', … })`, not a failure. */
  health(options?: IoOptions): AsyncResult<Health>;
}
