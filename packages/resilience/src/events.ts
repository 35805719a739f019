import type { InfraError } from '@infra/core';

/** Which operation an event is about. Never its arguments: they hold keys, ids and values of users. */
export interface CallEvent {
  readonly port: string;
  readonly provider: string;
  readonly operation: string;
}

export type CircuitState = 'closed' | 'open' | 'half-open' | 'forced-open' | 'disabled' | 'metrics-only';

/** Why a circuit breaker changed its state. `manual`: by `transitionTo`. */
export type CircuitChangeReason =
  | 'consecutive-failures'
  | 'failure-rate'
  | 'slow-call-rate'
  | 'probe-failed'
  | 'probes-succeeded'
  | 'open-elapsed'
  | 'manual';

export interface CircuitStateChanged {
  readonly type: 'circuit-state-changed';
  readonly name: string;
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly reason: CircuitChangeReason;
}

/** What happened inside the layers, for logs, metrics and traces. */
export type ResilienceEvent =
  | CircuitStateChanged
  | (CallEvent & {
      readonly type: 'circuit-rejected';
      readonly name: string;
      readonly retryAfterMs?: number | undefined;
    })
  /** The next attempt begins in `delayMs`; `attempt` is the one that failed, from 1. */
  | (CallEvent & {
      readonly type: 'retry-scheduled';
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: InfraError;
    })
  | (CallEvent & {
      readonly type: 'retry-exhausted';
      readonly attempts: number;
      readonly reason: 'attempts' | 'deadline' | 'budget';
      readonly error: InfraError;
    })
  | (CallEvent & { readonly type: 'timed-out'; readonly limitMs: number })
  | (CallEvent & { readonly type: 'bulkhead-queued'; readonly queued: number })
  | (CallEvent & { readonly type: 'bulkhead-rejected'; readonly reason: 'full' | 'queue-timeout' })
  | (CallEvent & { readonly type: 'rate-limited'; readonly retryAfterMs: number })
  | (CallEvent & {
      readonly type: 'rate-limiter-failed';
      readonly policy: 'fail-open' | 'fail-closed';
      readonly error: InfraError;
    })
  | (CallEvent & { readonly type: 'fallback-used'; readonly error: InfraError });

/** Is told of every event, within the call that caused it. What it throws is swallowed: watching changes nothing. */
export type OnEvent = (event: ResilienceEvent) => void;
