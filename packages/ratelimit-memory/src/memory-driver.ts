import { ok, type AsyncResult, type Clock, type RateLimitDecision } from '@infra/core';
import {
  createAllowance,
  decisionOf,
  TICKS_PER_MS,
  type Allowance,
  type RateLimitDriver,
  type RateLimitErrors,
} from '@internal/ratelimit-rules';
import { errors } from './errors.js';
import type { ResolvedOptions } from './options.js';
import { UsageStore, type Usage } from './usage.js';

/** Allowances in this process. A call is decided before it returns, so that no other comes in between. */
export class MemoryDriver implements RateLimitDriver {
  readonly errors: RateLimitErrors = errors;
  isClosed = false;
  private readonly allowance: Allowance;
  private readonly clock: Clock;
  private readonly store: UsageStore;

  constructor({ limit, windowMs, maxKeys, clock }: ResolvedOptions) {
    this.clock = clock;
    this.allowance = createAllowance(limit, windowMs);
    this.store = new UsageStore(maxKeys, windowMs * TICKS_PER_MS);
  }

  get keys(): number {
    return this.store.size;
  }

  take(key: string, cost: number): AsyncResult<RateLimitDecision> {
    const { tokenUnits, tickUnits, capacity } = this.allowance;
    const now = Math.floor(this.clock.monotonicMs() * TICKS_PER_MS);
    const usage = this.store.find(key, now);
    const before = usage === undefined ? 0 : Math.max(0, usage.used - (now - usage.at) * tickUnits);
    const after = before + cost * tokenUnits;
    const allowed = after <= capacity;
    if (allowed && cost > 0) this.write(key, usage, after, now);
    return Promise.resolve(ok(decisionOf(this.allowance, cost, allowed, allowed ? after : before)));
  }

  restore(key: string): AsyncResult<void> {
    this.store.forget(key);
    return Promise.resolve(ok());
  }

  close(): void {
    this.isClosed = true;
    this.store.clear();
  }

  private write(key: string, usage: Usage | undefined, used: number, at: number): void {
    if (usage === undefined) {
      this.store.keep(key, { used, at });
      return;
    }
    usage.used = used;
    usage.at = at;
    this.store.keep(key, usage);
  }
}
