import { InfraError, type Result } from '@infra/core';
import { eventOf, type SubscriptionPlan } from '@internal/event-rules';
import { isPermanent, runHandler, waitMs } from '@internal/handler-rules';
import type { Delivery } from './delivery.js';
import { errors, undecodable } from './errors.js';
import type { ResolvedOptions } from './options.js';
import type { Recorder } from './recorder.js';
import { RedisRun } from './redis-run.js';
import { readWire, typeOf } from './wire.js';

/** How many failed attempts of an event are remembered. */
const FAILURES_KEPT = 100;

/** Runs the handler for deliveries, as many at a time as it may, and has recorded what came of it. */
export class Runner {
  /** Called when a run has ended. */
  onEnd: () => void = () => undefined;
  private readonly plan: SubscriptionPlan;
  private readonly options: ResolvedOptions;
  private readonly recorder: Recorder;
  private readonly running = new Map<string, RedisRun>();
  /** Taken, and waiting for room. */
  private backlog: Delivery[] = [];
  private isStopped = false;

  constructor(plan: SubscriptionPlan, options: ResolvedOptions, recorder: Recorder) {
    this.plan = plan;
    this.options = options;
    this.recorder = recorder;
  }

  /** How many more it could begin with at once. */
  get room(): number {
    return this.plan.concurrency - this.running.size - this.backlog.length;
  }

  get isIdle(): boolean {
    return this.running.size === 0;
  }

  get deliveries(): readonly Delivery[] {
    return [...[...this.running.values()].map(({ delivery }) => delivery), ...this.backlog];
  }

  has(id: string): boolean {
    return this.running.has(id) || this.backlog.some((delivery) => delivery.id === id);
  }

  accept(delivery: Delivery): void {
    if (this.isStopped || this.running.size >= this.plan.concurrency) this.backlog.push(delivery);
    else this.begin(delivery);
  }

  /** Begins with nothing more; what runs goes on. */
  stop(): void {
    this.isStopped = true;
  }

  /** Lets go of what others have taken over. */
  forget(ids: ReadonlySet<string>): void {
    this.backlog = this.backlog.filter(({ id }) => !ids.has(id));
    for (const run of [...this.running.values()]) {
      if (!ids.has(run.delivery.id)) continue;
      this.letGo(run);
      run.abort(errors.cancelled('subscribe'));
    }
    this.onEnd();
  }

  /** Takes every run its event away. Gives back all that was here, as it was before it came. */
  surrender(): readonly Delivery[] {
    const cut = [...this.running.values()];
    const waiting = this.backlog.map((delivery) => ({ ...delivery, runs: Math.max(0, delivery.runs - 1) }));
    this.running.clear();
    this.backlog = [];
    for (const run of cut) {
      run.isOurs = false;
      run.abort(errors.cancelled('subscribe'));
    }
    return [...cut.map(({ delivery }) => delivery), ...waiting];
  }

  private begin(delivery: Delivery): void {
    const { plan, options } = this;
    if (delivery.crashes > options.maxCrashes) {
      this.recorder.bury(delivery, errors.crashed(typeOf(delivery.wire), delivery.crashes));
      return;
    }
    let read: ReturnType<typeof readWire>;
    try {
      read = readWire(delivery.wire);
    } catch (cause) {
      this.recorder.bury(delivery, undecodable(cause));
      return;
    }
    const { record, data } = read;
    const { type } = record;
    const event = eventOf(record, data, delivery.failed);
    const run = new RedisRun(delivery, event, record.context, plan.group, plan.attempts);
    this.running.set(delivery.id, run);
    const onTimeout = (afterMs: number): InfraError => {
      const error = errors.attemptTimedOut(type, afterMs);
      run.abort(error);
      return error;
    };
    const { context: carrier, clock } = options;
    const bounds = { name: type, context: run.context, carrier, timeoutMs: plan.timeoutMs, clock, onTimeout };
    void runHandler(() => plan.handler(event, run), bounds).then((result) => this.end(run, result));
  }

  private end(run: RedisRun, result: Result<unknown>): void {
    if (!run.isOurs) return;
    if (result.ok) this.recorder.done(run.delivery);
    else this.fail(run.delivery, InfraError.from(result.error));
    this.letGo(run);
  }

  private fail(delivery: Delivery, error: InfraError): void {
    const { attempts, backoff } = this.plan;
    const failure = { run: delivery.runs, at: this.options.clock.now(), error: error.toJSON() };
    const failures = [...delivery.failures.slice(1 - FAILURES_KEPT), failure];
    const failed = { ...delivery, failed: delivery.failed + 1, failures };
    if (failed.failed >= attempts || isPermanent(error)) this.recorder.bury(failed, error);
    else this.recorder.park(failed, waitMs(backoff, failed.failed, error));
  }

  private letGo(run: RedisRun): void {
    run.isOurs = false;
    this.running.delete(run.delivery.id);
    while (!this.isStopped && this.running.size < this.plan.concurrency) {
      const next = this.backlog.shift();
      if (next === undefined) break;
      this.begin(next);
    }
    this.onEnd();
  }
}
