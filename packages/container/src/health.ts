import { isInfraError, type Clock, type Health, type InfraError } from '@infra/core';
import { within } from '@internal/deadline';
import type { AppHealth, AppState } from './app.js';
import { failureIn, healthIn, methodOf, type StartedService } from './service.js';

/** Asks every service that can be asked, all at once. `undefined` when the signal aborted it. */
export async function checkHealth(
  services: readonly StartedService[],
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<AppHealth | undefined> {
  const begin = clock.monotonicMs();
  const checks = services.flatMap(({ name, critical, alias, value }) => {
    const health = alias ? undefined : methodOf(value, 'health');
    return health === undefined ? [] : [ask(name, critical, health)];
  });
  const answers = await Promise.all(checks);
  if (signal?.aborted === true) return undefined;
  return aggregate(answers, clock.monotonicMs() - begin);

  async function ask(name: string, critical: boolean, health: (options: object) => unknown): Promise<Answer> {
    const asked = clock.monotonicMs();
    const stop = new AbortController();
    const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
    const outcome = await within(clock, timeoutMs, () => health({ signal: both }), signal);
    // Whoever is late is told that nobody waits, so that hanging checks do not pile up.
    if (outcome.kind === 'late') stop.abort();
    const latencyMs = clock.monotonicMs() - asked;
    if (outcome.kind === 'late') return { name, critical, health: down(latencyMs, `no answer within ${timeoutMs} ms`) };
    if (outcome.kind === 'aborted') return { name, critical, health: down(latencyMs, 'cancelled') };
    if (outcome.kind === 'failed') return { name, critical, health: down(latencyMs, reasonOf(outcome.cause)) };
    const failure = failureIn(outcome.value);
    if (failure !== undefined) return { name, critical, health: down(latencyMs, reasonOf(failure.error)) };
    const answer = healthIn(outcome.value) ?? down(latencyMs, 'health() did not return a Health');
    return { name, critical, health: answer };
  }
}

/** The health of an app that takes no work, whatever its services would say. */
export function notReady(state: AppState): AppHealth {
  return { status: 'down', latencyMs: 0, reason: `the app is ${state}`, ready: false, state, services: {} };
}

interface Answer {
  readonly name: string;
  readonly critical: boolean;
  readonly health: Health;
}

function aggregate(answers: readonly Answer[], latencyMs: number): AppHealth {
  const failing = answers.filter(({ health }) => health.status !== 'up');
  const isDown = failing.some(({ critical, health }) => critical && health.status === 'down');
  const status = isDown ? 'down' : failing.length > 0 ? 'degraded' : 'up';
  const reason = failing.map(({ name, health }) => `${name} is ${health.status}${because(health)}`).join('; ');
  return {
    status,
    latencyMs,
    ...(reason === '' ? undefined : { reason }),
    ready: !isDown,
    state: 'ready',
    services: Object.fromEntries(answers.map(({ name, health }) => [name, health])),
  };
}

function because(health: Health): string {
  return health.reason === undefined ? '' : ` (${health.reason})`;
}

function down(latencyMs: number, reason: string): Health {
  return { status: 'down', latencyMs, reason };
}

function reasonOf(cause: unknown): string {
  if (isInfraError(cause)) return describe(cause);
  return cause instanceof Error ? cause.message : 'health() threw something that is no error';
}

function describe({ code, message }: InfraError): string {
  return `${code}: ${message}`;
}
