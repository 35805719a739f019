import { InfraError, ok, type AsyncResult, type CloseOptions, type EventSubscription, type Result } from '@infra/core';
import { eventOf, type AnyEvent, type SubscriptionPlan } from '@internal/event-rules';
import { isPermanent, resultOf, runHandler, thrown, waitMs } from '@internal/handler-rules';
import { Delivery, handOut, MemoryRun } from './delivery.js';
import { errors } from './errors.js';
import type { EventStore } from './event-store.js';
import type { GroupMember, MemoryGroup } from './memory-group.js';
import type { ResolvedOptions } from './options.js';

/** How long `close` waits for what runs, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** How many failed attempts of an event are remembered. */
const FAILURES_KEPT = 100;

/** One subscription: takes events of its group while it has room. */
export class MemoryMember implements EventSubscription, GroupMember {
  private readonly store: EventStore;
  private readonly group: MemoryGroup;
  private readonly plan: SubscriptionPlan;
  private readonly options: ResolvedOptions;
  private readonly running: MemoryRun[] = [];
  private closing: Promise<void> | undefined;
  private onIdle: () => void = () => undefined;

  constructor(store: EventStore, group: MemoryGroup, plan: SubscriptionPlan, options: ResolvedOptions) {
    this.store = store;
    this.group = group;
    this.plan = plan;
    this.options = options;
  }

  get load(): number {
    return this.running.length;
  }

  get hasRoom(): boolean {
    return this.closing === undefined && this.running.length < this.plan.concurrency;
  }

  start(delivery: Delivery): void {
    delivery.runs += 1;
    const run = new MemoryRun(delivery, this.plan.group, this.plan.attempts);
    run.place = this.running.push(run) - 1;
    const { event, failed } = delivery;
    this.attempt(run, eventOf(event, handOut(event.packed), failed));
  }

  async close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    this.closing ??= this.drain(deadlineMs);
    await this.closing;
    return ok();
  }

  /** As if its process was killed: what runs here is lost, and is handed out again. */
  kill(): void {
    this.closing ??= Promise.resolve();
    this.group.members.delete(this);
    const alive: Delivery[] = [];
    for (const delivery of this.lose()) {
      delivery.crashes += 1;
      if (delivery.crashes <= this.options.maxCrashes) alive.push(delivery);
      else this.bury(delivery, errors.crashed(delivery.event.type, delivery.crashes));
    }
    this.group.giveBack(alive);
    this.group.pump();
  }

  private async drain(deadlineMs: number): Promise<void> {
    if (this.running.length > 0 && deadlineMs > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.options.clock.schedule(deadlineMs, resolve);
        this.onIdle = () => {
          cancel();
          resolve();
        };
      });
    }
    this.group.members.delete(this);
    this.group.giveBack(this.lose());
    this.group.pump();
  }

  /** Takes every run its event away. */
  private lose(): readonly Delivery[] {
    const lost = this.running.splice(0);
    for (const run of lost) {
      run.isOurs = false;
      run.abort(errors.cancelled('subscribe'));
    }
    return lost.map(({ delivery }) => delivery);
  }

  private attempt(run: MemoryRun, event: AnyEvent): void {
    const { handler, timeoutMs } = this.plan;
    const { context: carrier, clock } = this.options;
    const { type } = event;
    if (timeoutMs === undefined && carrier === undefined) {
      // The short way, with nothing between the bus and the handler: it takes half the time.
      try {
        Promise.resolve(handler(event, run)).then(
          (answer) => this.end(run, resultOf(answer, type)),
          (cause: unknown) => this.end(run, thrown(cause, type)),
        );
      } catch (cause) {
        void Promise.resolve().then(() => this.end(run, thrown(cause, type)));
      }
      return;
    }
    const onTimeout = (afterMs: number): InfraError => {
      const error = errors.attemptTimedOut(type, afterMs);
      run.abort(error);
      return error;
    };
    const bounds = { name: type, context: run.context, carrier, timeoutMs, clock, onTimeout };
    void runHandler(() => handler(event, run), bounds).then((result) => this.end(run, result));
  }

  private end(run: MemoryRun, result: Result<unknown>): void {
    if (!run.isOurs) return;
    const last = this.running.pop();
    if (last !== undefined && last !== run) {
      last.place = run.place;
      this.running[run.place] = last;
    }
    this.settle(run.delivery, run.run, result);
    if (this.running.length === 0) this.onIdle();
    this.group.pump();
  }

  private settle(delivery: Delivery, run: number, result: Result<unknown>): void {
    if (result.ok) {
      this.group.finish(delivery);
      return;
    }
    const { attempts, backoff } = this.plan;
    const error = InfraError.from(result.error);
    const failure = { run, at: this.options.clock.now(), error: error.toJSON() };
    delivery.failures = [...delivery.failures.slice(1 - FAILURES_KEPT), failure];
    delivery.failed += 1;
    if (delivery.failed >= attempts || isPermanent(error)) this.bury(delivery, error);
    else this.group.retryIn(waitMs(backoff, delivery.failed, error), delivery);
  }

  private bury(delivery: Delivery, error: InfraError): void {
    this.store.bury(delivery, this.group, error.toJSON());
    this.group.finish(delivery);
    try {
      this.options.onError(error);
    } catch {
      // An observer that throws must not break what it observes.
    }
  }
}
