import { ok, type AsyncResult, type CloseOptions, type EventSubscription, type InfraError } from '@infra/core';
import { systemClock } from '@internal/clock';
import type { SubscriptionPlan } from '@internal/event-rules';
import { report } from '@internal/redis';
import type { Delivery } from './delivery.js';
import { giveBack } from './give-back.js';
import type { GroupStore } from './group-store.js';
import { Intake } from './intake.js';
import type { ResolvedOptions } from './options.js';
import { Recorder } from './recorder.js';
import { Runner } from './runner.js';
import type { StreamReader } from './stream-reader.js';

/** How long `close` waits for what runs, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** What giving back may take at least, beyond the deadline, where Redis does not answer. */
const GIVE_BACK_MS = 250;

export interface MemberParts {
  readonly plan: SubscriptionPlan;
  readonly options: ResolvedOptions;
  readonly store: GroupStore;
  readonly reader: StreamReader;
  readonly stream: string;
  readonly groupName: string;
}

/** One subscription: takes events while it has room, looks for what fell due or was lost, and ends in good order. */
export class RedisMember implements EventSubscription {
  readonly groupName: string;
  private readonly parts: MemberParts;
  private readonly recorder: Recorder;
  private readonly runner: Runner;
  private readonly intake: Intake;
  private closing: Promise<void> | undefined;
  private isOver = false;
  private onIdle: () => void = () => undefined;
  private cancelPoll: () => void = () => undefined;
  private isPolling = false;
  private pollAgain = false;
  private looking: Promise<void> = Promise.resolve();
  /** More may have been due than there was room for. */
  private isMoreDue = false;
  private isWakeDue = false;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private keptMs = systemClock.monotonicMs();

  constructor(parts: MemberParts) {
    const { plan, options, store } = parts;
    this.parts = parts;
    this.groupName = parts.groupName;
    this.recorder = new Recorder(store, plan, { tell: this.tell, onDueIn: this.onDueIn });
    this.runner = new Runner(plan, options, this.recorder);
    const { recorder, runner, tell } = this;
    this.intake = new Intake({
      ...parts,
      pattern: plan.pattern,
      runner,
      passOver: (delivery: Delivery) => recorder.done(delivery),
      onReleased: () => this.onDueIn(0),
      tell,
    });
    this.runner.onEnd = () => {
      this.intake.look();
      if (this.isMoreDue) this.wakeSoon();
      if (this.runner.isIdle) this.onIdle();
    };
  }

  start(): void {
    this.intake.start();
    void this.poll();
  }

  /** Looks now for what has fallen due. */
  wake(): void {
    void this.poll();
  }

  async close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    this.closing ??= this.drain(deadlineMs);
    await this.closing;
    return ok();
  }

  private readonly isKnown = (id: string): boolean =>
    this.runner.has(id) || this.recorder.has(id) || this.intake.has(id);

  private readonly onDueIn = (ms: number): void => {
    if (this.isOver) return;
    if (ms === 0) this.wake();
    else if (ms < this.parts.options.pollMs) this.pollIn(ms);
  };

  /** Looks once others that end in the same turn have ended. */
  private wakeSoon(): void {
    if (this.isWakeDue) return;
    this.isWakeDue = true;
    setImmediate(() => {
      this.isWakeDue = false;
      this.wake();
    });
  }

  private async poll(): Promise<void> {
    if (this.isPolling) {
      this.pollAgain = true;
      return;
    }
    this.isPolling = true;
    this.cancelPoll();
    do {
      this.pollAgain = false;
      this.looking = this.look();
      await this.looking;
    } while (this.pollAgain && !this.isOver);
    this.isPolling = false;
    if (!this.isOver) this.pollIn(this.parts.options.pollMs);
  }

  private pollIn(ms: number): void {
    this.cancelPoll();
    this.cancelPoll = systemClock.schedule(ms, () => void this.poll());
  }

  private async look(): Promise<void> {
    const { options } = this.parts;
    const nowMs = systemClock.monotonicMs();
    // What was woken looks for what is due; only what is on time looks for what was lost as well.
    const isOnTime = nowMs - this.lookedMs >= options.pollMs / 2;
    if (isOnTime) this.lookedMs = nowMs;
    if (this.closing === undefined && (isOnTime || this.intake.room > 0)) await this.takeMore(isOnTime);
    if (nowMs - this.keptMs >= options.stallMs / 3) await this.keep();
  }

  private async takeMore(isOnTime: boolean): Promise<void> {
    const { store, options } = this.parts;
    const most = Math.max(0, this.intake.room);
    const due = await store.take(most);
    if (!due.ok) return;
    this.isMoreDue = due.value.length === most;
    await this.intake.admit(due.value);
    if (!isOnTime || this.intake.room <= 0) return;
    const lost = await store.pending.takeOver(options.stallMs, this.isKnown);
    if (lost.ok) await this.intake.admit(lost.value);
  }

  /** A sign of life for all that is here; what others have taken over meanwhile is let go. */
  private async keep(): Promise<void> {
    const { deliveries } = this.runner;
    if (deliveries.length === 0) return;
    const lost = await this.parts.store.keep(deliveries);
    if (!lost.ok) return;
    this.keptMs = systemClock.monotonicMs();
    this.runner.forget(lost.value);
  }

  private async drain(deadlineMs: number): Promise<void> {
    const { options, plan, store } = this.parts;
    this.runner.stop();
    const isTaken = Promise.all([this.intake.close(), this.looking]);
    if (deadlineMs > 0 && !this.runner.isIdle) await this.untilIdle(deadlineMs);
    const limitMs = Math.min(options.timeoutMs, Math.max(GIVE_BACK_MS, deadlineMs));
    const { runner, recorder, intake, tell } = this;
    const most = plan.concurrency;
    const back = isTaken.then(() => giveBack({ store, runner, recorder, isKnown: this.isKnown, intake, most, tell }));
    await within(limitMs, back);
    this.isOver = true;
    this.cancelPoll();
  }

  private async untilIdle(deadlineMs: number): Promise<void> {
    let cancel = (): void => undefined;
    await new Promise<void>((resolve) => {
      cancel = this.parts.options.clock.schedule(deadlineMs, resolve);
      this.onIdle = resolve;
    });
    cancel();
  }

  private readonly tell = (error: InfraError): void => report(this.parts.options.onError, error);
}

/** Waits for something, but no longer than so. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let cancel = (): void => undefined;
  const late = new Promise<void>((resolve) => (cancel = systemClock.schedule(ms, resolve)));
  await Promise.race([work, late]);
  cancel();
}
