import type { AsyncResult, Clock, Health, HealthCheck, IoOptions, Lifecycle, OnError } from '@infra/core';
import type { Check } from './check.js';

/** `stopping`: it still works, and asks for no more. */
export type HealthState = 'running' | 'stopping' | 'closed';

/** What one check came to. */
export interface CheckReport extends Health {
  readonly critical: boolean;
}

/** The worst of the checks: `down` when a critical one is, `degraded` when any other is not `up`. */
export interface HealthReport extends Health {
  readonly state: HealthState;
  readonly checks: Readonly<Record<string, CheckReport>>;
}

export interface HealthOptions {
  /** What has to work before this process is sent work. Default: none. */
  readonly checks?: readonly Check[] | undefined;
  /** What to restart the process for. Only checks that ask nobody outside of it. Default: none, it is up while it can answer. */
  readonly liveness?: readonly Check<'process'>[] | undefined;
  /** What has to have worked once. Default: `checks`. */
  readonly startup?: readonly Check[] | undefined;
  /** How long each check may take, in milliseconds. Default: 800, less than the second that Kubernetes waits for a probe. */
  readonly timeoutMs?: number | undefined;
  /** How long an answer is good, in milliseconds. Default: 2,000. */
  readonly cacheMs?: number | undefined;
  /**
   * Asked at every probe, without cache: whether somebody else is shutting the process down. Default: no.
   *
   * @example stopping: () => app.state !== 'ready'
   */
  readonly stopping?: (() => boolean) | undefined;
  /** Told what a check threw or failed with, in full. Default: nobody. */
  readonly onError?: OnError | undefined;
  /** Default: the time of this machine. */
  readonly clock?: Clock | undefined;
}

/**
 * The health of a process. Nothing here throws or rejects; a probe fails with `cancelled` only, when its own signal aborts.
 * After `close()` every answer is `down`.
 */
export interface ProcessHealth extends HealthCheck, Lifecycle {
  readonly state: HealthState;
  /** Whether to restart the process: asks no dependency. It stays `up` while the process is stopping. */
  liveness(options?: IoOptions): AsyncResult<HealthReport>;
  /**
   * Whether to send it work. Each check is run once for all probes that wait for it, within its time-out, and its answer is good for
   * `cacheMs`. Asks nobody once the process is stopping.
   */
  readiness(options?: IoOptions): AsyncResult<HealthReport>;
  /** Whether it has started: `down` until the start-up checks were not `down` once, then `up` for good. */
  startup(options?: IoOptions): AsyncResult<HealthReport>;
  /** `readiness`, so that one process can be a check of another. */
  health(options?: IoOptions): AsyncResult<HealthReport>;
  /**
   * Not ready from now on.
   *
   * @example app.shutdownOn(['SIGTERM'], { drainMs: 10_000, onSignal: () => app.services.health.beginShutdown() })
   */
  beginShutdown(): void;
  /**
   * `beginShutdown`, and the wait that belongs to it. Settles after `delayMs`, when whoever balances the load has noticed: its period times its failure
   * threshold. Aborting ends the wait, not the state. Calling again waits again.
   */
  drain(delayMs: number, options?: IoOptions): AsyncResult<void>;
}
