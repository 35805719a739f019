import type { AsyncResult, CloseOptions, Health, HealthCheck, IoOptions, Lifecycle, Result } from '@infra/core';

/** A service that has work to do before others may use it: a connection to open, a migration to run. */
export interface Startable {
  /** Called once, after the factory and before the next service is made. A failure fails the start of the app. */
  start(options?: IoOptions): AsyncResult<void>;
}

/**
 * Where an app is in its life. `ready` takes work; `draining` still does, while it asks for no more; `closing` is
 * closing its services; `closed` has none.
 */
export type AppState = 'ready' | 'draining' | 'closing' | 'closed';

export interface AppHealthOptions extends IoOptions {
  /** How long each service may take to answer, in milliseconds. Default: the app's `healthTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** The health of an app: the worst of its services'. */
export interface AppHealth extends Health {
  /** Whether to send it work: false when it is `down`, draining, closing or closed. */
  readonly ready: boolean;
  readonly state: AppState;
  /** What each service that has a `health()` answered, by its name. */
  readonly services: Readonly<Record<string, Health>>;
}

/** Whether the process is worth keeping, without asking any backend: a dead database is no reason to restart. */
export interface Liveness {
  /** `down` once the app has closed. */
  readonly status: 'up' | 'down';
  readonly state: AppState;
  /** Since the start was done, in milliseconds. */
  readonly uptimeMs: number;
}

/** What `shutdownOn` listens to. `process` is one. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

export interface ShutdownOptions {
  /**
   * How long to report "not ready" before closing, in milliseconds, so that a load balancer stops sending work.
   * Default: 0. Behind a readiness probe: its period times its failure threshold.
   */
  readonly drainMs?: number | undefined;
  /** How long closing may take, in milliseconds. Default: the app's `closeDeadlineMs`. */
  readonly deadlineMs?: number | undefined;
  /** Whether to end the process when done: 0 after an orderly close, 1 after a failed one. Default: true. */
  readonly exit?: boolean | undefined;
  /** Told that a signal has come in, before anything else happens. It must not throw. */
  readonly onSignal?: ((signal: NodeJS.Signals) => void) | undefined;
  /** Told the outcome, before the process ends. Default: a failure is written to stderr. It must not throw. */
  readonly onClosed?: ((result: Result<void>, signal: NodeJS.Signals) => void) | undefined;
  /** Default: `process`. */
  readonly process?: SignalSource | undefined;
}

/**
 * Services that have started, in the order in which they were added. It is a `HealthCheck` and a `Lifecycle` itself, so
 * that an app can be a service of another one.
 */
export interface App<S> extends HealthCheck, Lifecycle {
  readonly services: Readonly<S>;
  readonly state: AppState;
  /**
   * Readiness: asks every service that has a `health()`, all at once, each within its time-out. A service that fails,
   * throws or does not answer is `down`. One that is `down` takes the app down, unless it is not critical; then, and
   * when one is `degraded`, the app is `degraded`. An app that is not `ready` is `down` and asks nobody.
   * Fails with `cancelled` only.
   */
  health(options?: AppHealthOptions): AsyncResult<AppHealth>;
  /** Liveness: asks nobody, so that it never takes a process down for a backend's failure. */
  liveness(): Liveness;
  /**
   * Closes the services one by one, the last one first, and goes on past one that fails or hangs. Idempotent: later
   * calls get the outcome of the first. Returns within `deadlineMs` (default: the app's `closeDeadlineMs`); each service
   * has a reserve of it that those before it cannot use up. The error names what failed and what hangs.
   */
  close(options?: CloseOptions): AsyncResult<void>;
  /**
   * On the first signal: not ready, wait `drainMs`, close, end the process. A second signal ends it at once, with 128 and
   * the signal's number. Returns a function that stops listening; closing the app does so as well.
   * Default: SIGTERM and SIGINT. Throws a `validation` error for bad options, and after `close()` listens to nothing.
   */
  shutdownOn(signals?: readonly NodeJS.Signals[], options?: ShutdownOptions): () => void;
}
