import {
  err,
  ok,
  unwrapOr,
  type AsyncResult,
  type OutboxClaim,
  type OutboxFailure,
  type OutboxWakeup,
} from '@infra/core';
import { isPermanent } from '@internal/handler-rules';
import { errors } from './errors.js';
import { Publisher, type Outcome } from './publisher.js';
import type { RelayPlan } from './relay-options.js';
import { Sleeper } from './sleeper.js';

/** Of a lease, what publishing may take; the rest is for telling the store. */
const PUBLISHING_HAS = 0.8;
/** The longest wait for a store that fails, in milliseconds. */
const LONGEST_WAIT_MS = 30_000;
const HOUR_MS = 3_600_000;

/** Claims, publishes and tells the store, again and again. */
export class RelayLoop {
  private readonly plan: RelayPlan;
  private readonly publisher: Publisher;
  private readonly sleeper: Sleeper;
  private readonly controller = new AbortController();
  private wakeup: OutboxWakeup | undefined;
  private isStopping = false;
  /** In a row. */
  private failures = 0;
  /** When what this relay has put off is due, at the earliest. */
  private retryAtMs = Infinity;
  private cleanAtMs = -Infinity;

  constructor(plan: RelayPlan) {
    this.plan = plan;
    this.publisher = new Publisher(plan);
    this.sleeper = new Sleeper(plan.clock);
  }

  /** Resolves when it has been stopped and is done. Never rejects. */
  async run(): Promise<void> {
    while (!this.isOver()) {
      await this.listen();
      this.sleeper.begin();
      const claimed = await this.settled('relay.round', () => this.round());
      this.failures = claimed.ok ? 0 : this.failures + 1;
      if (claimed.ok && claimed.value) continue;
      await this.clean();
      if (!this.isOver()) await this.sleeper.sleep(this.pauseMs());
    }
    await this.hush();
  }

  /** Is not woken up any more. */
  async hush(): Promise<void> {
    const { wakeup } = this;
    this.wakeup = undefined;
    if (wakeup !== undefined) await this.told('relay.hush', () => wakeup.close());
  }

  stop(): void {
    this.isStopping = true;
    this.sleeper.wake();
  }

  /** Gives up what runs. */
  abort(): void {
    this.controller.abort();
  }

  private isOver(): boolean {
    return this.isStopping;
  }

  /** Whether there may be more at once. */
  private async round(): AsyncResult<boolean> {
    const { clock, store, limit, leaseMs } = this.plan;
    const { signal } = this.controller;
    if (this.isOver()) return ok(false);
    // From before the call: the store's lease begins later, and ends later.
    const began = clock.monotonicMs();
    const claimed = await store.claim({ limit, leaseMs, signal });
    if (!claimed.ok) return claimed;
    if (claimed.value === undefined) return ok(false);
    const { messages } = claimed.value;
    const outcome = await this.publisher.publish(messages, { untilMs: began + leaseMs * PUBLISHING_HAS, signal });
    if (clock.monotonicMs() < began + leaseMs) await this.tell(claimed.value, outcome);
    // Where nothing can be published, what else there is can wait as well.
    return ok(outcome.published.length > 0 || outcome.failed.some(({ error }) => isPermanent(error)));
  }

  /** One after the other: what is said first is said for certain, should the lease end meanwhile. */
  private async tell(claim: OutboxClaim, { published, failed }: Outcome): Promise<void> {
    const { store, onError } = this.plan;
    const done = new Set(published);
    if (published.length > 0) await this.told('relay.complete', () => store.complete(claim, published));
    const failures = failed.map(({ message, error }): OutboxFailure => {
      done.add(message.id);
      const isForGood = isPermanent(error);
      if (isForGood) onError(errors.parked(message.id, message.type, error));
      const retryInMs = isForGood ? 'never' : this.waitMs(message.attempts, error.retryAfterMs);
      return { id: message.id, error: error.toJSON(), retryInMs };
    });
    const [first] = failed.filter(({ error }) => !isPermanent(error));
    if (first !== undefined) onError(first.error);
    if (failures.length > 0) {
      await this.told('relay.fail', () => store.fail(claim, failures));
      const soonest = Math.min(...failures.map(({ retryInMs }) => (retryInMs === 'never' ? Infinity : retryInMs)));
      const nowMs = this.plan.clock.monotonicMs();
      this.retryAtMs = Math.min(this.retryAtMs > nowMs ? this.retryAtMs : Infinity, nowMs + soonest);
    }
    const left = claim.messages.map(({ id }) => id).filter((id) => !done.has(id));
    if (left.length > 0) await this.told('relay.release', () => store.release(claim, left));
  }

  /** Full jitter, and at least as long as the bus asks for. */
  private waitMs(attempts: number, retryAfterMs = 0): number {
    const { retryMs, maxRetryMs } = this.plan;
    return Math.max(Math.min(maxRetryMs, retryMs * 2 ** attempts) * Math.random(), retryAfterMs);
  }

  private pauseMs(): number {
    const { pollMs, clock } = this.plan;
    const half = (ms: number): number => ms * (0.5 + 0.5 * Math.random());
    if (this.failures > 0) return half(Math.min(Math.max(LONGEST_WAIT_MS, pollMs), pollMs * 2 ** this.failures));
    const retryInMs = this.retryAtMs - clock.monotonicMs();
    return retryInMs > 0 ? Math.min(half(pollMs), retryInMs) : half(pollMs);
  }

  /** Until it succeeds, before each look: without it there is polling. */
  private async listen(): Promise<void> {
    const { wakeups } = this.plan.store;
    if (this.wakeup !== undefined || wakeups === undefined) return;
    const { signal } = this.controller;
    const subscribed = await this.settled('relay.listen', () =>
      wakeups.subscribe(() => this.sleeper.wake(), { signal }),
    );
    if (subscribed.ok) this.wakeup = subscribed.value;
  }

  private async clean(): Promise<void> {
    const { clock, keepMs, store } = this.plan;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.cleanAtMs || this.isOver()) return;
    this.cleanAtMs = nowMs + Math.min(Math.max(keepMs / 2, 1_000), HOUR_MS);
    await this.told('relay.clean', () => store.clean(keepMs));
  }

  /** `settled`, for what nothing else depends on. */
  private async told(operation: string, work: () => AsyncResult<unknown>): Promise<void> {
    unwrapOr(await this.settled(operation, work), undefined);
  }

  /** Whatever fails is told; what throws, which nothing should, has failed. */
  private async settled<T>(operation: string, work: () => AsyncResult<T>): AsyncResult<T> {
    const result = await attempt(operation, work);
    const isGivenUp = !result.ok && result.error.code === 'cancelled' && this.controller.signal.aborted;
    if (!result.ok && !isGivenUp) this.plan.onError(result.error);
    return result;
  }
}

async function attempt<T>(operation: string, work: () => AsyncResult<T>): AsyncResult<T> {
  try {
    return await work();
  } catch (cause) {
    return err(errors.thrown(operation, cause));
  }
}
