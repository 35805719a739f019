import { err, ok, type AsyncResult, type Clock, type Health, type IoOptions, type Result } from '@infra/core';
import { within } from '@internal/deadline';
import { ask, byQueue, type Named } from './across.js';
import { errors } from './errors.js';
import type { QueuesHealth } from './queue-manager.js';
import type { AnyQueue } from './queues.js';

/** The health of several queues: each is asked within the time-out, those without `health` are not. */
export async function healthOf<Q>(
  queues: readonly Named[],
  { parallel, timeoutMs, clock }: { readonly parallel: number; readonly timeoutMs: number; readonly clock: Clock },
  { signal }: IoOptions,
): AsyncResult<QueuesHealth<Q>> {
  const began = clock.monotonicMs();
  const asked = queues.filter(([, queue]) => queue.health !== undefined);
  const answers = await ask<Health>(asked, parallel, (queue) => healthIn(queue, timeoutMs, clock, signal));
  if (signal?.aborted === true) return err(errors.cancelled('health'));
  const all = answers.map(
    ([name, result]) => [name, result.ok ? result.value : down(0, result.error.message)] as const,
  );
  const failing = all.filter(([, { status }]) => status !== 'up');
  const isDown = failing.some(([, { status }]) => status === 'down');
  const reason = failing
    .map(([name, health]) => `${name} is ${health.status}${health.reason === undefined ? '' : ` (${health.reason})`}`)
    .join('; ');
  return ok({
    status: isDown ? 'down' : failing.length > 0 ? 'degraded' : 'up',
    latencyMs: clock.monotonicMs() - began,
    ...(reason !== '' && { reason }),
    queues: byQueue(all),
  });
}

async function healthIn(
  queue: AnyQueue,
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): AsyncResult<Health> {
  const began = clock.monotonicMs();
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const outcome = await within(clock, timeoutMs, () => queue.health?.({ signal: both }), signal);
  // Whoever is late is told that nobody waits.
  if (outcome.kind === 'late') stop.abort();
  if (outcome.kind === 'failed') throw outcome.cause;
  const answer: Result<Health> | undefined = outcome.kind === 'done' ? outcome.value : undefined;
  return answer ?? ok(down(clock.monotonicMs() - began, `no answer within ${String(timeoutMs)} ms`));
}

function down(latencyMs: number, reason: string): Health {
  return { status: 'down', latencyMs, reason };
}
