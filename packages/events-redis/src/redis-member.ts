import {
  err,
  InfraError,
  ok,
  type AsyncResult,
  type CloseOptions,
  type EventSubscription,
  type Result,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { eventOf, matches, type SubscriptionPlan } from '@internal/event-rules';
import { isPermanent, runHandler, waitMs } from '@internal/handler-rules';
import { uuidv7 } from '@internal/ids';
import { report } from '@internal/redis';
import { parkedOf, RedisRun, type Delivery } from './delivery.js';
import { errors, failures, undecodable } from './errors.js';
import type { GroupStore, Outcome } from './group-store.js';
import { letterText } from './letters.js';
import type { ResolvedOptions } from './options.js';
import type { StreamReader } from './stream-reader.js';
import { parkedText, readWire } from './wire.js';

/** How long `close` waits for what runs, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** What giving back may take at least, beyond the deadline, where Redis does not answer. */
const GIVE_BACK_MS = 250;

/** The wait after a read that failed. */
const READ_AGAIN_MS = 200;

/** How many entries are read at a time where most of them are for others. */
const MOST_READ = 100;

/** How many failed attempts of an event are remembered. */
const FAILURES_KEPT = 100;

export interface MemberParts {
  readonly plan: SubscriptionPlan;
  readonly options: ResolvedOptions;
  readonly store: GroupStore;
  readonly reader: StreamReader;
  readonly stream: string;
  readonly groupName: string;
}

/** One subscription: reads, runs, records. What it could not record stays with the server, and is delivered again. */
export class RedisMember implements EventSubscription {
  readonly groupName: string;
  private readonly parts: MemberParts;
  private readonly running = new Map<string, RedisRun>();
  /** Taken, and waiting for room. */
  private backlog: Delivery[] = [];
  private acks: string[] = [];
  private acking: Promise<unknown> = Promise.resolve();
  private isAckDue = false;
  private closing: Promise<void> | undefined;
  private isOver = false;
  private onChange: () => void = () => undefined;
  private cancelPoll: () => void = () => undefined;
  private isPolling = false;
  private pollAgain = false;
  private keptMs = systemClock.monotonicMs();

  constructor(parts: MemberParts) {
    this.parts = parts;
    this.groupName = parts.groupName;
  }

  start(): void {
    void this.readOn();
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

  private get room(): number {
    return this.parts.plan.concurrency - this.running.size - this.backlog.length;
  }

  private readonly isKnown = (id: string): boolean =>
    this.running.has(id) || this.acks.includes(id) || this.backlog.some((delivery) => delivery.id === id);

  private async readOn(): Promise<void> {
    const { reader, store, stream, groupName } = this.parts;
    // The stream has the events of every type: where most are passed over, more are read at a time.
    let passedOver = 0;
    while (this.closing === undefined) {
      if (this.room <= 0) {
        await new Promise<void>((resolve) => (this.onChange = resolve));
        // Others may end in the same turn: one read for all of them.
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      try {
        const most = Math.min(this.room + 2 * passedOver, Math.max(this.room, MOST_READ));
        const read = await reader.read(stream, groupName, store.consumer, most);
        passedOver = 0;
        for (const delivery of read) if (!this.accept(delivery)) passedOver += 1;
      } catch (cause) {
        if (this.closing !== undefined) return;
        // Everything was flushed: what is there by now is new.
        const opened = isNoGroup(cause) ? await store.open('0') : err(failures.fromRedis('subscribe', cause));
        if (!opened.ok) this.tell(opened.error);
        await new Promise<void>((resolve) => systemClock.schedule(READ_AGAIN_MS, resolve));
      }
    }
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
      await this.look();
    } while (this.pollAgain && !this.isOver);
    this.isPolling = false;
    if (!this.isOver) this.pollIn(this.parts.options.pollMs);
  }

  private pollIn(ms: number): void {
    this.cancelPoll();
    this.cancelPoll = systemClock.schedule(ms, () => void this.poll());
  }

  private async look(): Promise<void> {
    const { store, options } = this.parts;
    if (this.closing === undefined) {
      const due = await store.take(Math.max(0, this.room));
      for (const delivery of due.ok ? due.value : []) this.accept(delivery);
      const lost = due.ok && this.room > 0 ? await store.takeOver(this.isKnown) : ok([]);
      for (const delivery of lost.ok ? lost.value : []) this.accept(delivery);
    }
    if (systemClock.monotonicMs() - this.keptMs >= options.stallMs / 3) await this.keep();
  }

  /** A sign of life for all that is here; what others have taken over meanwhile is let go. */
  private async keep(): Promise<void> {
    const runs = [...this.running.values()];
    const kept = [...runs.map(({ delivery }) => delivery), ...this.backlog];
    if (kept.length === 0) return;
    const lost = await this.parts.store.keep(kept);
    if (!lost.ok) return;
    this.keptMs = systemClock.monotonicMs();
    this.backlog = this.backlog.filter(({ id }) => !lost.value.has(id));
    for (const run of runs) {
      if (!lost.value.has(run.delivery.id)) continue;
      this.letGo(run);
      run.abort(errors.cancelled('subscribe'));
    }
  }

  /** False for an event that the pattern is not for. */
  private accept(delivery: Delivery): boolean {
    const { type } = delivery.wire;
    if (type !== '' && !matches(this.parts.plan.pattern, type)) {
      this.acknowledge(delivery.id);
      return false;
    }
    // Given back by whoever closes; before that nobody has begun with it.
    if (this.closing !== undefined || this.running.size >= this.parts.plan.concurrency) this.backlog.push(delivery);
    else this.begin(delivery);
    return true;
  }

  private begin(delivery: Delivery): void {
    const { plan, options } = this.parts;
    const { type } = delivery.wire;
    if (delivery.crashes > options.maxCrashes) {
      this.bury(delivery, errors.crashed(type, delivery.crashes));
      return;
    }
    let read: ReturnType<typeof readWire>;
    try {
      read = readWire(delivery.wire);
    } catch (cause) {
      this.bury(delivery, undecodable(cause));
      return;
    }
    const { record, data } = read;
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
    const { delivery } = run;
    if (result.ok) {
      if (delivery.kind === 'entry') this.acknowledge(delivery.id);
      else this.record(delivery, { to: 'done' });
    } else {
      this.fail(delivery, InfraError.from(result.error));
    }
    this.letGo(run);
  }

  private fail(delivery: Delivery, error: InfraError): void {
    const { attempts, backoff } = this.parts.plan;
    const failure = { run: delivery.runs, at: this.parts.options.clock.now(), error: error.toJSON() };
    const failures = [...delivery.failures.slice(1 - FAILURES_KEPT), failure];
    const failed = { ...delivery, failed: delivery.failed + 1, failures };
    if (failed.failed >= attempts || isPermanent(error)) this.bury(failed, error);
    else this.park(failed, waitMs(backoff, failed.failed, error));
  }

  private park(delivery: Delivery, ms: number): void {
    const id = delivery.kind === 'parked' ? delivery.id : uuidv7(Date.now());
    this.record(delivery, { to: 'park', id, text: parkedText(parkedOf(delivery)), waitMs: ms }, () => {
      if (ms < this.parts.options.pollMs) this.pollIn(ms);
    });
  }

  private bury(delivery: Delivery, error: InfraError): void {
    const id = uuidv7(Date.now());
    const text = letterText(id, this.parts.plan, delivery, error.toJSON());
    this.record(delivery, { to: 'bury', id, text }, () => this.tell(error));
  }

  /** What Redis did not record stays where it was: somebody gets it again. */
  private record(delivery: Delivery, outcome: Outcome, then: () => void = () => undefined): void {
    const recorded = this.parts.store.settle(delivery, outcome).then((result) => {
      if (!result.ok) this.tell(result.error);
      else if (result.value) then();
    });
    this.acking = Promise.all([this.acking, recorded]);
  }

  /** Those of one turn of the loop are acknowledged together, while the next are read. */
  private acknowledge(id: string): void {
    this.acks.push(id);
    if (this.isAckDue) return;
    this.isAckDue = true;
    setImmediate(() => this.flush());
  }

  private flush(): void {
    this.isAckDue = false;
    const ids = this.acks;
    if (ids.length === 0) return;
    this.acks = [];
    const acknowledged = this.parts.store.acknowledge(ids).then((result) => {
      if (!result.ok) this.tell(result.error);
    });
    this.acking = Promise.all([this.acking, acknowledged]);
  }

  private letGo(run: RedisRun): void {
    run.isOurs = false;
    this.running.delete(run.delivery.id);
    if (this.closing === undefined) {
      const next = this.backlog.shift();
      if (next !== undefined) this.begin(next);
    }
    this.onChange();
  }

  private async drain(deadlineMs: number): Promise<void> {
    const { clock } = this.parts.options;
    this.parts.reader.close();
    if (deadlineMs > 0 && this.running.size > 0) {
      let cancel = (): void => undefined;
      await new Promise<void>((resolve) => {
        cancel = clock.schedule(deadlineMs, resolve);
        this.onChange = () => {
          if (this.running.size === 0) resolve();
        };
      });
      cancel();
    }
    this.onChange();
    let cancel = (): void => undefined;
    const limitMs = Math.min(this.parts.options.timeoutMs, Math.max(GIVE_BACK_MS, deadlineMs));
    const late = new Promise<void>((resolve) => (cancel = systemClock.schedule(limitMs, resolve)));
    await Promise.race([this.giveBack(), late]);
    cancel();
    this.isOver = true;
    this.cancelPoll();
  }

  /** Another member gets at once what this one has and did not finish. */
  private async giveBack(): Promise<void> {
    const { store } = this.parts;
    const cut = [...this.running.values()];
    const begun = new Set(cut.map(({ delivery }) => delivery));
    const all = [...begun, ...this.backlog];
    const unknown = await store.unknown((id) => this.isKnown(id));
    if (unknown.ok) all.push(...unknown.value.map((delivery) => ({ ...delivery, crashes: 0 })));
    this.backlog = [];
    for (const run of cut) {
      run.isOurs = false;
      run.abort(errors.cancelled('subscribe'));
    }
    this.running.clear();
    for (const delivery of all) {
      const runs = begun.has(delivery) ? delivery.runs : Math.max(0, delivery.runs - 1);
      this.park({ ...delivery, runs }, 0);
    }
    this.flush();
    await this.acking;
    const left = await store.leave();
    if (!left.ok) this.tell(left.error);
  }

  private tell(error: InfraError): void {
    report(this.parts.options.onError, error);
  }
}

function isNoGroup(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith('NOGROUP');
}
