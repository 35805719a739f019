import { err, ok, type AsyncResult, type InfraError, type RateLimitDecision, type Result } from '@infra/core';
import { namespacePath } from '@internal/names';
import {
  createAllowance,
  decisionOf,
  type Allowance,
  type RateLimitDriver,
  type RateLimitErrors,
} from '@internal/ratelimit-rules';
import { createScript, RedisConnection, runScript, type Script } from '@internal/redis';
import { errors, failures } from './errors.js';
import type { ResolvedOptions } from './options.js';
import { CONSUME } from './script.js';
import { UnverifiedAnswers } from './unverified-answers.js';

/** Allowances in Redis, on the server's time. */
export class RedisDriver implements RateLimitDriver {
  readonly errors: RateLimitErrors = errors;
  readonly connection: RedisConnection;
  isClosed = false;
  private readonly allowance: Allowance;
  private readonly prefix: string;
  private readonly script: Script = createScript(CONSUME);
  private readonly unverified: UnverifiedAnswers;

  constructor(options: ResolvedOptions) {
    const { limit, windowMs } = options;
    this.allowance = createAllowance(limit, windowMs);
    // Limiters of different limits count apart, in one namespace too: what one of them has counted means nothing to another.
    this.prefix = `${namespacePath('', options.namespace)}${String(limit)}/${String(windowMs)}:`;
    this.connection = new RedisConnection({ ...options, failures });
    this.unverified = new UnverifiedAnswers(options);
  }

  take(key: string, cost: number, signal: AbortSignal | undefined): AsyncResult<RateLimitDecision> {
    const { allowance } = this;
    const args = [cost * allowance.tokenUnits, allowance.capacity, allowance.tickUnits];
    return this.connection
      .send(
        'consume',
        signal,
        (client) => runScript(client, this.script, [this.prefix + key], args),
        (reply): Result<RateLimitDecision> => {
          const [allowed, used] = reply as readonly [number, number];
          return ok(decisionOf(allowance, cost, allowed === 1, used));
        },
      )
      .then((result) => {
        if (!result.ok) return this.withoutRedis(result.error, cost);
        this.unverified.end();
        return result;
      });
  }

  restore(key: string, signal: AbortSignal | undefined): AsyncResult<void> {
    return this.connection.send(
      'reset',
      signal,
      (client) => client.unlink(this.prefix + key),
      () => ok(),
    );
  }

  private withoutRedis(error: InfraError, cost: number): Result<RateLimitDecision> {
    if (this.isClosed || error.code === 'cancelled') return err(error);
    return this.unverified.answer(error, cost);
  }
}
