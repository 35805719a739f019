import type { Clock, ContextCarrier, JobTypes, StandardSchemaV1 } from '@infra/core';
import { systemClock } from '@internal/clock';
import { schemasOf } from '@internal/handler-rules';
import { errors } from './errors.js';

export interface MemoryQueueOptions<J extends JobTypes<J>> {
  /** For people, and for whoever tells several queues apart. Default: `jobs`. */
  readonly name?: string | undefined;
  /** Any Standard Schema per job name; what it outputs is what is added. Default: none. */
  readonly schemas?: { readonly [N in keyof J]?: StandardSchemaV1<unknown, J[N]['payload']> } | undefined;
  /** How many completed jobs are kept, so that their results can be asked for. Default: 1,000. */
  readonly keepCompleted?: number | undefined;
  /**
   * How often the process that runs a job may be killed before the job is taken for the cause, and is dead. What ran beside it counts its
   * crashes as well. Default: 5.
   */
  readonly maxCrashes?: number | undefined;
  /** Carries what is in the context of whoever adds a job into its handler. Default: nothing is carried. */
  readonly context?: ContextCarrier | undefined;
  /** Delays and time-outs are on its monotonic time, schedules on its wall clock. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface ResolvedOptions {
  readonly name: string;
  readonly schemas: ReadonlyMap<string, StandardSchemaV1>;
  readonly keepCompleted: number;
  readonly maxCrashes: number;
  readonly context: ContextCarrier | undefined;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions<J extends JobTypes<J>>(options: MemoryQueueOptions<J>): ResolvedOptions {
  const { name = 'jobs', keepCompleted = 1_000, maxCrashes = 5, context, clock = systemClock } = options;
  if (typeof name !== 'string' || name === '') throw errors.invalid('create', 'name must be a text that is not empty.');
  checkCount('keepCompleted', keepCompleted);
  checkCount('maxCrashes', maxCrashes);
  return { name, schemas: schemasOf(options.schemas), keepCompleted, maxCrashes, context, clock };
}

function checkCount(name: string, value: number): void {
  if (value === Infinity || (Number.isSafeInteger(value) && value >= 0)) return;
  throw errors.invalid('create', `${name} must be a whole number of at least 0, or Infinity, not ${String(value)}.`);
}
