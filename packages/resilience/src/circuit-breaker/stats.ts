import type { CircuitState } from '../events.js';

/** What a breaker has seen. Counts and rates are those of the sliding window. */
export interface CircuitBreakerStats {
  readonly name: string;
  readonly state: CircuitState;
  readonly calls: number;
  readonly failures: number;
  readonly slowCalls: number;
  /** `undefined` while there are fewer calls than `minimumCalls`. */
  readonly failureRate: number | undefined;
  /** `undefined` as well where no `slowCallRate` is set. */
  readonly slowCallRate: number | undefined;
  readonly consecutiveFailures: number;
  /** Calls that were refused, since the breaker was made. */
  readonly rejected: number;
  /** How often the circuit opened, since the breaker was made. */
  readonly opened: number;
  /** Milliseconds until a call is let through; 0 where it would be now; `undefined` while the circuit is forced open. */
  readonly retryAfterMs: number | undefined;
}
