import { err, InfraError, ok, type AsyncResult, type Clock, type CloseOptions } from '@infra/core';
import { LONGEST_MS } from '@internal/deadline';
import type { App, AppHealth, AppHealthOptions, AppState, ShutdownOptions } from './app.js';
import { closeServices } from './close.js';
import { durationOption } from './duration-option.js';
import { notClosed } from './errors.js';
import { checkHealth, notReady } from './health.js';
import type { StartedService } from './service.js';
import { listen } from './shutdown.js';
import { servicesOf } from './view.js';

export interface RunningSettings {
  readonly clock: Clock;
  readonly closeDeadlineMs: number;
  readonly healthTimeoutMs: number;
}

/** The app over services that have started. */
export function runningApp<S>(
  started: readonly StartedService[],
  typed: (services: unknown) => Readonly<S>,
  { clock, closeDeadlineMs, healthTimeoutMs }: RunningSettings,
): App<S> {
  const since = clock.monotonicMs();
  const listeners = new Set<() => void>();
  let state: AppState = 'ready';
  let closing: AsyncResult<void> | undefined;
  let endDrain: (() => void) | undefined;

  async function closeAll(deadlineMs: number): AsyncResult<void> {
    state = 'closing';
    endDrain?.();
    const failures = await closeServices(started, clock, deadlineMs);
    state = 'closed';
    for (const stop of listeners) stop();
    listeners.clear();
    return failures.length === 0 ? ok() : err(notClosed(failures, started.length));
  }

  function close({ deadlineMs }: CloseOptions = {}): AsyncResult<void> {
    // A bad deadline must not keep anything open.
    const valid = typeof deadlineMs === 'number' && deadlineMs >= 0 ? deadlineMs : closeDeadlineMs;
    closing ??= closeAll(valid);
    return closing;
  }

  function drain(drainMs: number): Promise<void> {
    if (state !== 'ready') return Promise.resolve();
    state = 'draining';
    if (drainMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = drainMs > LONGEST_MS ? undefined : clock.schedule(drainMs, resolve);
      endDrain = () => {
        cancel?.();
        resolve();
      };
    });
  }

  return {
    services: typed(servicesOf(started)),
    get state() {
      return state;
    },
    async health({ signal, timeoutMs }: AppHealthOptions = {}): AsyncResult<AppHealth> {
      if (state !== 'ready') return ok(notReady(state));
      const health = await checkHealth(started, clock, timeoutMs ?? healthTimeoutMs, signal);
      if (health === undefined) return err(cancelled(signal?.reason));
      return ok(state === 'ready' ? health : notReady(state));
    },
    liveness() {
      return { status: state === 'closed' ? 'down' : 'up', state, uptimeMs: clock.monotonicMs() - since };
    },
    close,
    async [Symbol.asyncDispose]() {
      const result = await close();
      if (!result.ok) throw result.error;
    },
    shutdownOn(signals = ['SIGTERM', 'SIGINT'], options: ShutdownOptions = {}) {
      const operation = 'container.shutdownOn';
      const drainMs = durationOption('drainMs', options.drainMs, 0, operation);
      durationOption('deadlineMs', options.deadlineMs, closeDeadlineMs, operation);
      if (closing !== undefined) return () => undefined;
      const stop = listen({ signals, options, drain: () => drain(drainMs), close });
      listeners.add(stop);
      return () => {
        stop();
        listeners.delete(stop);
      };
    },
  };
}

function cancelled(cause: unknown): InfraError {
  const message = 'the health check was cancelled';
  return new InfraError({ code: 'cancelled', message, provider: 'container', operation: 'container.health', cause });
}
