import type { Clock, OnError } from '@infra/core';
import { DEFAULT_TTL_MS, ttlProblem } from '@internal/cache-rules';
import { systemClock } from '@internal/clock';
import { nameProblem } from '@internal/names';
import { targetProblem } from '@internal/redis';
import type { Redis, RedisOptions } from 'ioredis';
import { errors } from './errors.js';

export interface RedisCacheOptions {
  /** Where Redis is: `redis://` or, with TLS, `rediss://[user:password@]host[:port][/db]`. */
  readonly url?: string | undefined;
  /** More options of ioredis for the connection (`tls`, `password`, `sentinels`, …), with or instead of `url`. */
  readonly connection?: Omit<RedisOptions, 'replyMapping'> | undefined;
  /** An ioredis client that you made and that you close. Instead of `url` and `connection`. */
  readonly client?: Redis | undefined;
  /** The first part of every key in Redis: caches with different namespaces never meet. Default: `cache`. */
  readonly namespace?: string | undefined;
  /** How long entries live unless told otherwise, in milliseconds; `Infinity` for ever. Default: one hour. */
  readonly ttlMs?: number | undefined;
  /** How long an operation may wait for Redis, in milliseconds, connecting included. Default: 1,000. */
  readonly timeoutMs?: number | undefined;
  /** The largest value, serialised, in bytes of UTF-8; a larger one is a `validation` error. Default: 10 MiB. */
  readonly maxValueBytes?: number | undefined;
  /**
   * How long a process that died while loading keeps others from loading the same key, in milliseconds. A living one
   * renews its claim, for at most a minute. Default: 5,000.
   */
  readonly loadLockMs?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of a lost connection, of entries that cannot be read, and of failures that `getOrSet` covered up. Default: nobody. */
  readonly onError?: OnError | undefined;
}

export interface ResolvedOptions {
  readonly url: string | undefined;
  readonly connection: Omit<RedisOptions, 'replyMapping'>;
  readonly client: Redis | undefined;
  readonly namespace: string;
  readonly ttlMs: number;
  readonly timeoutMs: number;
  readonly maxValueBytes: number;
  readonly loadLockMs: number;
  readonly clock: Clock;
  readonly onError: OnError;
}

function fail(problem: string): never {
  throw errors.invalid('create', problem);
}

/** Fills in the defaults. Throws `validation` for options that make no sense: the one throw of this package. */
export function resolveOptions(options: RedisCacheOptions): ResolvedOptions {
  const { url, connection, client } = options;
  const unreachable = targetProblem(options);
  if (unreachable !== undefined) fail(unreachable);
  const resolved: ResolvedOptions = {
    url,
    connection: connection ?? {},
    client,
    namespace: options.namespace ?? 'cache',
    ttlMs: options.ttlMs ?? DEFAULT_TTL_MS,
    timeoutMs: options.timeoutMs ?? 1_000,
    maxValueBytes: options.maxValueBytes ?? 10 * 1024 * 1024,
    loadLockMs: options.loadLockMs ?? 5_000,
    clock: options.clock ?? systemClock,
    onError: options.onError ?? (() => undefined),
  };
  for (const name of ['timeoutMs', 'maxValueBytes', 'loadLockMs'] as const) {
    const value = resolved[name];
    if (!Number.isFinite(value) || value < 1)
      fail(`${name} must be a finite number of at least 1, not ${String(value)}.`);
  }
  const problem = nameProblem('namespace', resolved.namespace) ?? ttlProblem(resolved.ttlMs);
  if (problem !== undefined) fail(problem);
  return resolved;
}
