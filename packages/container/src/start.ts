import { err, ok, type AsyncResult, type Clock, type OnError, type Result } from '@infra/core';
import { within } from '@internal/deadline';
import { closeService, closeServices } from './close.js';
import { startCancelled, startFailed, startTooSlow, withCloseFailures } from './errors.js';
import { failureIn, methodOf, type StartedService } from './service.js';
import { viewOf } from './view.js';

/** A service that has been added, and not been made yet. */
export interface Registration {
  readonly name: string;
  readonly critical: boolean;
  /** Takes the services that were added before. */
  make(services: object): unknown;
}

export interface StartSettings {
  readonly clock: Clock;
  /** For each service, in milliseconds. */
  readonly startDeadlineMs: number;
  readonly closeDeadlineMs: number;
  readonly onError: OnError | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Makes and starts every service in turn. After a failure everything that had been made is closed again. */
export async function startServices(
  registrations: readonly Registration[],
  settings: StartSettings,
): AsyncResult<readonly StartedService[]> {
  const started: StartedService[] = [];
  for (const registration of registrations) {
    const step = await startOne(registration, started, settings);
    if (step.ok) continue;
    const failures = await closeServices(started, settings.clock, settings.closeDeadlineMs);
    for (const failure of failures) settings.onError?.(failure.error);
    return err(withCloseFailures(step.error, failures));
  }
  return ok(started);
}

/** Adds the service to `started` as soon as it exists, for then it has to be closed, whether its `start()` works or not. */
async function startOne(
  { name, critical, make }: Registration,
  started: StartedService[],
  { clock, startDeadlineMs, closeDeadlineMs, onError, signal }: StartSettings,
): AsyncResult<void> {
  const end = clock.monotonicMs() + startDeadlineMs;
  let making: Promise<unknown> | undefined;
  const made = await within(
    clock,
    startDeadlineMs,
    () => (making = (async () => make(viewOf(started, name)))()),
    signal,
  );
  if (made.kind === 'failed') return err(startFailed(name, 'make', made.cause));
  if (made.kind !== 'done') {
    // Nobody waits for it any more: what it makes after all is closed, and nothing leaks.
    void making?.then(
      async (service) => {
        const failure = await closeService(name, service, clock, closeDeadlineMs);
        if (failure !== undefined) onError?.(failure.error);
      },
      (cause: unknown) => onError?.(startFailed(name, 'make', cause)),
    );
    return err(
      made.kind === 'late' ? startTooSlow(name, 'make', startDeadlineMs) : startCancelled(name, signal?.reason),
    );
  }
  const alias = isObject(made.value) && started.some((other) => other.value === made.value);
  started.push({ name, critical, value: made.value, alias });
  const start = alias ? undefined : methodOf(made.value, 'start');
  if (start === undefined) return ok();
  const leftMs = startDeadlineMs === Infinity ? Infinity : end - clock.monotonicMs();
  const outcome = await within(clock, leftMs, () => start(signal === undefined ? {} : { signal }), signal);
  if (outcome.kind === 'late') return err(startTooSlow(name, 'start', startDeadlineMs));
  if (outcome.kind === 'aborted') return err(startCancelled(name, signal?.reason));
  return outcome.kind === 'failed' ? err(startFailed(name, 'start', outcome.cause)) : resultOf(name, outcome.value);
}

function resultOf(name: string, returned: unknown): Result<void> {
  const failure = failureIn(returned);
  return failure === undefined ? ok() : err(startFailed(name, 'start', failure.error));
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
