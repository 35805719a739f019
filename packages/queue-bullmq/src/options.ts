import type { Clock, ContextCarrier, JobTypes, OnError, StandardSchemaV1 } from '@infra/core';
import { systemClock } from '@internal/clock';
import { schemasOf } from '@internal/handler-rules';
import { nameProblem } from '@internal/names';
import { asRedis, targetProblem } from '@internal/redis';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { errors } from './errors.js';

export interface BullmqQueueOptions<J extends JobTypes<J>, C extends Redis | Cluster = Redis> {
  /** Queues of one name and namespace share their jobs, in all processes. */
  readonly name: string;
  /** Where Redis is: `redis://` or, with TLS, `rediss://[user:password@]host[:port][/db]`. */
  readonly url?: string | undefined;
  /** More options of ioredis for the connection (`tls`, `password`, `sentinels`, …), with or instead of `url`. */
  readonly connection?: Omit<RedisOptions, 'replyMapping'> | undefined;
  /** An ioredis client, or a `Cluster`, that you made and that you close; workers use copies of it. Instead of `url` and `connection`. */
  readonly client?: C | undefined;
  /** The first part of every key in Redis. Default: `queue`. */
  readonly namespace?: string | undefined;
  /** Any Standard Schema per job name; what it outputs is what is added. Default: none. */
  readonly schemas?: { readonly [N in keyof J]?: StandardSchemaV1<unknown, J[N]['payload']> } | undefined;
  /** How many completed jobs are kept, so that their results can be asked for. Default: 1,000. */
  readonly keepCompleted?: number | undefined;
  /**
   * How often the process that runs a job may be killed before the job is taken for the cause, and is dead. What ran beside it counts its
   * crashes as well. The jobs of a schedule are exempt for as long as it is there: BullMQ runs them again each time. Default: 5.
   */
  readonly maxCrashes?: number | undefined;
  /**
   * How long a worker that gives no sign of life keeps its jobs, in milliseconds; they run again within three times as long. Default: 30,000.
   */
  readonly leaseMs?: number | undefined;
  /** How long an operation may wait for Redis, in milliseconds, connecting included. Default: 1,000. */
  readonly timeoutMs?: number | undefined;
  /** Carries what is in the context of whoever adds a job into its handler. Default: nothing is carried. */
  readonly context?: ContextCarrier | undefined;
  /** For the time-outs of attempts, of `result` and of `close`: delays and schedules are BullMQ's, on the system's clock. */
  readonly clock?: Clock | undefined;
  /** Told of what fails in the background: a lost connection, a run that lost its job. Default: nobody. */
  readonly onError?: OnError | undefined;
}

export interface ResolvedOptions {
  readonly name: string;
  readonly url: string | undefined;
  readonly connection: Omit<RedisOptions, 'replyMapping'> | undefined;
  readonly client: Redis | undefined;
  readonly namespace: string;
  readonly schemas: ReadonlyMap<string, StandardSchemaV1>;
  readonly keepCompleted: number;
  readonly maxCrashes: number;
  readonly leaseMs: number;
  readonly timeoutMs: number;
  readonly context: ContextCarrier | undefined;
  readonly clock: Clock;
  readonly onError: OnError;
}

/** Fills in the defaults. Throws `validation` for options that make no sense: the one throw of this package. */
export function resolveOptions<J extends JobTypes<J>>(
  options: BullmqQueueOptions<J, Redis | Cluster>,
): ResolvedOptions {
  const { name, namespace = 'queue', keepCompleted = 1_000, maxCrashes = 5 } = options;
  const { leaseMs = 30_000, timeoutMs = 1_000 } = options;
  const client = options.client && asRedis(options.client);
  const problem =
    targetProblem({ ...options, client }) ??
    queueNameProblem(name) ??
    nameProblem('namespace', namespace) ??
    wholeProblem('keepCompleted', keepCompleted, 0) ??
    wholeProblem('maxCrashes', maxCrashes, 0) ??
    wholeProblem('leaseMs', leaseMs, 100) ??
    wholeProblem('timeoutMs', timeoutMs, 1);
  if (problem !== undefined) throw errors.invalid('create', problem);
  return {
    name,
    url: options.url,
    connection: options.connection,
    client,
    namespace,
    schemas: schemasOf(options.schemas),
    keepCompleted,
    maxCrashes,
    leaseMs,
    timeoutMs,
    context: options.context,
    clock: options.clock ?? systemClock,
    onError: options.onError ?? (() => undefined),
  };
}

function queueNameProblem(name: unknown): string | undefined {
  // What BullMQ puts into keys as it is, and what would end a hash tag.
  if (typeof name === 'string' && /^[^:{}\s]{1,200}$/.test(name)) return undefined;
  return `name must be a text of 1 to 200 characters without colons, braces and spaces, not ${JSON.stringify(name)}.`;
}

function wholeProblem(name: string, value: number, least: number): string | undefined {
  if (Number.isSafeInteger(value) && value >= least) return undefined;
  return `${name} must be a whole number of at least ${String(least)}, not ${String(value)}.`;
}
