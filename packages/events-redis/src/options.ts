import type { Clock, ContextCarrier, EventTypes, OnError, StandardSchemaV1 } from '@infra/core';
import { systemClock } from '@internal/clock';
import { duration, schemasOf, whole } from '@internal/handler-rules';
import { nameProblem } from '@internal/names';
import { asRedis, targetProblem } from '@internal/redis';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { errors } from './errors.js';

export interface RedisEventBusOptions<E extends EventTypes<E>, C extends Redis | Cluster = Redis> {
  /** Where Redis is: `redis://` or, with TLS, `rediss://[user:password@]host[:port][/db]`. */
  readonly url?: string | undefined;
  /** More options of ioredis for the connections (`tls`, `password`, `sentinels`, …), with or instead of `url`. */
  readonly connection?: Omit<RedisOptions, 'replyMapping'> | undefined;
  /** An ioredis client, or a `Cluster`, that you made and that you close; subscriptions use copies of it. Instead of `url` and `connection`. */
  readonly client?: C | undefined;
  /** The first part of every key in Redis: buses with different namespaces never meet. Default: `events`. */
  readonly namespace?: string | undefined;
  /** Where its events come from, as a URI reference: their `source`. Default: `/`. */
  readonly source?: string | undefined;
  /** Any Standard Schema per event type; what it outputs is what is published. Default: none. */
  readonly schemas?: { readonly [K in keyof E]?: StandardSchemaV1<unknown, E[K]> } | undefined;
  /** How long an `id` that was given stays taken, in milliseconds. Default: 300,000, five minutes. */
  readonly dedupeWindowMs?: number | undefined;
  /**
   * How many events the history keeps at least, whether or not a group still needs them; at most 1,000,000, for they are in the server's
   * memory, and looking for one of them reads through all before it. All buses of a namespace should have the same. Default: 1,000.
   */
  readonly keepHistory?: number | undefined;
  /** How long an operation may wait for Redis, in milliseconds, connecting included. Default: 1,000. */
  readonly timeoutMs?: number | undefined;
  /** After how long without a sign of life the events of a process are handed to others, in milliseconds. Default: 30,000. */
  readonly stallMs?: number | undefined;
  /** How often a subscription looks for what fell due or was lost, in milliseconds. Default: 500. */
  readonly pollMs?: number | undefined;
  /** How often the process that handles an event may die before the event is taken for the cause, and is dead. Default: 3. */
  readonly maxCrashes?: number | undefined;
  /** Carries what is in the context of whoever publishes an event into its handlers. Default: nothing is carried. */
  readonly context?: ContextCarrier | undefined;
  /** Told of a lost connection, of an event that dies and of what could not be recorded. Default: nobody. */
  readonly onError?: OnError | undefined;
  /** For the time-outs of handlers and of closing: back-off and recovery are on the server's time. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface ResolvedOptions {
  readonly url: string | undefined;
  readonly connection: Omit<RedisOptions, 'replyMapping'>;
  readonly client: Redis | undefined;
  readonly namespace: string;
  readonly source: string;
  readonly schemas: ReadonlyMap<string, StandardSchemaV1>;
  readonly dedupeWindowMs: number;
  readonly keepHistory: number;
  readonly timeoutMs: number;
  readonly stallMs: number;
  readonly pollMs: number;
  readonly maxCrashes: number;
  readonly context: ContextCarrier | undefined;
  readonly onError: OnError;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for options that make no sense: the one throw of this package. */
export function resolveOptions<E extends EventTypes<E>>(
  options: RedisEventBusOptions<E, Redis | Cluster>,
): ResolvedOptions {
  const { namespace = 'events', source = '/', dedupeWindowMs = 300_000, timeoutMs = 1_000 } = options;
  const { keepHistory = 1_000, stallMs = 30_000, pollMs = 500, maxCrashes = 3 } = options;
  const client = options.client && asRedis(options.client);
  const problem =
    targetProblem({ ...options, client }) ??
    nameProblem('namespace', namespace) ??
    (typeof source === 'string' && source !== '' ? undefined : 'source must be a text that is not empty.') ??
    whole('dedupeWindowMs', dedupeWindowMs, 1, 86_400_000 * 365) ??
    whole('keepHistory', keepHistory, 0, 1_000_000) ??
    duration('timeoutMs', timeoutMs, 1) ??
    whole('stallMs', stallMs, 100, 86_400_000) ??
    whole('pollMs', pollMs, 1, 60_000) ??
    whole('maxCrashes', maxCrashes, 0, 1_000_000);
  if (problem !== undefined) throw errors.invalid('create', problem);
  return {
    url: options.url,
    connection: options.connection ?? {},
    client,
    namespace,
    source,
    schemas: schemasOf(options.schemas),
    dedupeWindowMs,
    keepHistory,
    timeoutMs,
    stallMs,
    pollMs,
    maxCrashes,
    context: options.context,
    onError: options.onError ?? (() => undefined),
    clock: options.clock ?? systemClock,
  };
}
