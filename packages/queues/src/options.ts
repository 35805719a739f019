import type { Clock } from '@infra/core';
import { systemClock } from '@internal/clock';
import { errors } from './errors.js';
import type { AnyQueue, QueueName } from './queues.js';

export interface QueueManagerOptions<Q> {
  /**
   * Queues that the manager closes when it is closed: these, or `all`. The others are their maker's to close. Default: none, for whoever makes a
   * queue closes it.
   */
  readonly owns?: readonly QueueName<Q>[] | 'all' | undefined;
  /** How many queues an operation over several asks at a time. Default: 8. */
  readonly parallel?: number | undefined;
  /** How long one queue may take to tell its health, in milliseconds. Default: 2,000. */
  readonly healthTimeoutMs?: number | undefined;
  /** For deadlines. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface ResolvedOptions {
  readonly queues: ReadonlyMap<string, AnyQueue>;
  readonly owned: readonly (readonly [string, AnyQueue])[];
  readonly parallel: number;
  readonly healthTimeoutMs: number;
  readonly clock: Clock;
}

/** The options, whatever the queues. */
interface AnyOptions extends Omit<QueueManagerOptions<object>, 'owns'> {
  readonly owns?: readonly string[] | 'all' | undefined;
}

/** Throws `validation` for what makes no sense. */
export function resolveOptions(
  given: object,
  { owns = [], parallel = 8, healthTimeoutMs = 2_000, clock = systemClock }: AnyOptions,
): ResolvedOptions {
  const queues = new Map<string, AnyQueue>(Object.entries(given));
  const owned = [...queues].filter(([name]) => owns === 'all' || owns.includes(name));
  const problem =
    queuesProblem(queues) ??
    ownedProblem(queues, owns, owned) ??
    (Number.isSafeInteger(parallel) && parallel >= 1
      ? undefined
      : `parallel must be a whole number of at least 1, not ${String(parallel)}.`) ??
    (typeof healthTimeoutMs === 'number' && healthTimeoutMs > 0
      ? undefined
      : `healthTimeoutMs must be a number of milliseconds above 0, not ${String(healthTimeoutMs)}.`);
  if (problem !== undefined) throw errors.invalid('create', problem);
  return { queues, owned, parallel, healthTimeoutMs, clock };
}

function queuesProblem(queues: ReadonlyMap<string, unknown>): string | undefined {
  if (queues.size === 0) return 'Give at least one queue by its name.';
  const seen = new Map<unknown, string>();
  for (const [name, queue] of queues) {
    if (name === '') return 'The name of a queue must not be empty.';
    if (typeof queue !== 'object' || queue === null || !('process' in queue)) return `'${name}' is no queue.`;
    const other = seen.get(queue);
    if (other !== undefined) return `'${name}' is the same queue as '${other}': its jobs would count twice.`;
    seen.set(queue, name);
  }
  return undefined;
}

function ownedProblem(
  queues: ReadonlyMap<string, AnyQueue>,
  owns: readonly string[] | 'all',
  owned: readonly (readonly [string, AnyQueue])[],
): string | undefined {
  const unknown = owns === 'all' ? undefined : owns.find((name) => !queues.has(name));
  if (unknown !== undefined) return `owns has ${JSON.stringify(unknown)}, and there is no such queue.`;
  const endless = owned.find(([, queue]) => queue.close === undefined);
  return endless === undefined ? undefined : `'${endless[0]}' has no close, so the manager cannot own it.`;
}
