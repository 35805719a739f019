import type { Clock, OnError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { nameProblem } from '@internal/names';
import { rateProblem } from '@internal/ratelimit-rules';
import { targetProblem } from '@internal/redis';
import type { Redis, RedisOptions } from 'ioredis';
import { errors } from './errors.js';

export interface RedisRateLimiterOptions {
  /** How many tokens a full allowance has: the largest burst. A whole number. */
  readonly limit: number;
  /** How long an empty allowance takes to fill, evenly, in milliseconds: one token every `windowMs / limit`. A whole number. */
  readonly windowMs: number;
  /**
   * What `consume` answers while Redis cannot be asked: `allow` keeps the service open and the limit off, `deny` closes both, and
   * either is marked `unverified`; `fail` returns the error. There is no default: which of them is right, only you know.
   */
  readonly whenUnavailable: 'allow' | 'deny' | 'fail';
  /** Where Redis is: `redis://` or, with TLS, `rediss://[user:password@]host[:port][/db]`. */
  readonly url?: string | undefined;
  /** More options of ioredis for the connection (`tls`, `password`, `sentinels`, …), with or instead of `url`. */
  readonly connection?: Omit<RedisOptions, 'replyMapping'> | undefined;
  /** An ioredis client that you made and that you close. Instead of `url` and `connection`. */
  readonly client?: Redis | undefined;
  /** The first part of every key in Redis: limiters with different namespaces never meet. Default: `ratelimit`. */
  readonly namespace?: string | undefined;
  /** How long an operation may wait for Redis, in milliseconds, connecting included. Default: 1,000. */
  readonly timeoutMs?: number | undefined;
  /** For time-outs only: allowances are on the server's time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of a lost connection, and of the first answer of an outage that is unverified. Default: nobody. */
  readonly onError?: OnError | undefined;
}

export interface ResolvedOptions {
  readonly limit: number;
  readonly windowMs: number;
  readonly whenUnavailable: 'allow' | 'deny' | 'fail';
  readonly url: string | undefined;
  readonly connection: Omit<RedisOptions, 'replyMapping'>;
  readonly client: Redis | undefined;
  readonly namespace: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly onError: OnError;
}

/** Fills in the defaults. Throws `validation` for options that make no sense: the one throw of this package. */
export function resolveOptions(options: RedisRateLimiterOptions): ResolvedOptions {
  const { limit, windowMs, whenUnavailable, namespace = 'ratelimit', timeoutMs = 1_000 } = options;
  const problem =
    rateProblem(limit, windowMs) ??
    policyProblem(whenUnavailable) ??
    targetProblem(options) ??
    nameProblem('namespace', namespace) ??
    timeoutProblem(timeoutMs);
  if (problem !== undefined) throw errors.invalid('create', problem);
  return {
    limit,
    windowMs,
    whenUnavailable,
    url: options.url,
    connection: options.connection ?? {},
    client: options.client,
    namespace,
    timeoutMs,
    clock: options.clock ?? systemClock,
    onError: options.onError ?? (() => undefined),
  };
}

function policyProblem(policy: unknown): string | undefined {
  if (policy === 'allow' || policy === 'deny' || policy === 'fail') return undefined;
  return `whenUnavailable must be 'allow', 'deny' or 'fail', not ${JSON.stringify(policy)}: say what to answer while Redis is out of reach.`;
}

function timeoutProblem(timeoutMs: number): string | undefined {
  if (Number.isFinite(timeoutMs) && timeoutMs >= 1) return undefined;
  return `timeoutMs must be a finite number of at least 1, not ${String(timeoutMs)}.`;
}
