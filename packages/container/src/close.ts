import type { Clock } from '@infra/core';
import { within } from '@internal/deadline';
import { closeFailed, closeTooSlow, type CloseFailure } from './errors.js';
import { failureIn, methodOf, type StartedService } from './service.js';

/** A service is told a little less than it has, so that it can report for itself what hangs before it is given up. */
const TOLD = 0.9;

/**
 * Closes services one by one, the last one first, and never stops half-way. Half of the deadline is shared out in
 * equal reserves, the other half goes to whoever needs it first: a slow service may take long, and one that hangs
 * still leaves time for the ones that it depends on, which close after it.
 */
export async function closeServices(
  services: readonly StartedService[],
  clock: Clock,
  deadlineMs: number,
): Promise<readonly CloseFailure[]> {
  const closable = services.filter(({ alias, value }) => !alias && methodOf(value, 'close') !== undefined).reverse();
  const end = clock.monotonicMs() + deadlineMs;
  const reserveMs = deadlineMs / 2 / Math.max(1, closable.length);
  const failures: CloseFailure[] = [];
  for (const [index, { name, value }] of closable.entries()) {
    const others = closable.length - 1 - index;
    const shareMs = deadlineMs === Infinity ? Infinity : Math.max(0, end - clock.monotonicMs() - others * reserveMs);
    const failure = await closeService(name, value, clock, shareMs);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

/** Closes one service, if it can be closed. */
export async function closeService(
  name: string,
  service: unknown,
  clock: Clock,
  deadlineMs: number,
): Promise<CloseFailure | undefined> {
  const close = methodOf(service, 'close');
  if (close === undefined) return undefined;
  const outcome = await within(clock, deadlineMs, () => close({ deadlineMs: Math.floor(deadlineMs * TOLD) }));
  if (outcome.kind === 'failed') return closeFailed(name, outcome.cause);
  if (outcome.kind !== 'done') return closeTooSlow(name, deadlineMs);
  const failure = failureIn(outcome.value);
  return failure === undefined ? undefined : closeFailed(name, failure.error);
}
