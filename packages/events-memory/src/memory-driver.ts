import {
  err,
  ok,
  type AsyncResult,
  type CloseOptions,
  type EventGroup,
  type EventPage,
  type EventSubscription,
  type Result,
} from '@infra/core';
import {
  eventOf,
  type AnyEvent,
  type AnyLetter,
  type EventDriver,
  type EventErrors,
  type EventRecord,
  type HistoryDriver,
  type HistoryRange,
  type SubscriptionPlan,
} from '@internal/event-rules';
import type { Range } from '@internal/handler-rules';
import { isolate, type Copy } from '@internal/serialization';
import { Delivery, handOut, type MemoryEvent } from './delivery.js';
import { errors } from './errors.js';
import type { EventStore, MemoryLetter } from './event-store.js';
import { MemoryMember } from './memory-member.js';
import type { ResolvedOptions } from './options.js';

/** The operations of the bus, on input that the front has checked. */
export class MemoryDriver implements EventDriver {
  readonly errors: EventErrors = errors;
  readonly isOrdered = true;
  readonly history: HistoryDriver;
  isClosed = false;
  private readonly store: EventStore;
  private readonly options: ResolvedOptions;
  private readonly members = new Set<MemoryMember>();
  private closing: Promise<void> | undefined;

  constructor(store: EventStore, options: ResolvedOptions) {
    this.store = store;
    this.options = options;
    this.history = {
      list: (range) => this.past(range),
      replay: (group, pattern, from) => this.repeat(group, pattern, from),
    };
  }

  pack(data: unknown): Result<Copy, string> {
    return isolate(data);
  }

  publish(records: readonly EventRecord[]): AsyncResult<readonly boolean[]> {
    const published = records.map((record) => {
      if (record.isNamed && !this.store.window.take(record.id)) return false;
      this.store.publish(asEvent(record));
      return true;
    });
    return Promise.resolve(ok(published));
  }

  async subscribe(plan: SubscriptionPlan): AsyncResult<EventSubscription> {
    if (this.closing !== undefined) return err(errors.closed('subscribe'));
    const group = this.store.open(plan.group, plan.pattern);
    const member = new MemoryMember(this.store, group, plan, this.options);
    this.members.add(member);
    group.members.add(member);
    group.pump();
    return ok({
      close: async (options) => {
        const closed = await member.close(options);
        this.members.delete(member);
        return closed;
      },
    });
  }

  async letters({ offset, limit }: Range): AsyncResult<readonly AnyLetter[]> {
    const letters = [...this.store.letters.values()].reverse();
    return ok(letters.slice(offset, offset + limit).map(show));
  }

  async letter(id: string): AsyncResult<AnyLetter | undefined> {
    const letter = this.store.letters.get(id);
    return ok(letter === undefined ? undefined : show(letter));
  }

  async replay(id: string): AsyncResult<'replayed' | 'missing'> {
    const letter = this.store.letters.get(id);
    if (letter === undefined) return ok('missing');
    this.store.revive(letter);
    return ok('replayed');
  }

  async deliver({ id, group, pattern }: AnyLetter, record: EventRecord): AsyncResult<boolean> {
    if (!this.store.letters.has(id)) return ok(false);
    this.store.open(group, pattern).offer(new Delivery(asEvent(record)));
    return ok(true);
  }

  async replayAll(): AsyncResult<number> {
    const letters = [...this.store.letters.values()];
    for (const letter of letters) this.store.revive(letter);
    return ok(letters.length);
  }

  async clearLetters(): AsyncResult<number> {
    const { size } = this.store.letters;
    this.store.letters.clear();
    return ok(size);
  }

  async groups(): AsyncResult<readonly EventGroup[]> {
    const groups = this.store.groups.map((group) => group.describe());
    return ok(groups.sort((a, b) => compare(a.group, b.group) || compare(a.pattern, b.pattern)));
  }

  async removeGroup(group: string, pattern: string): AsyncResult<'removed' | 'missing' | 'in use'> {
    const found = this.store.find(group, pattern);
    if (found === undefined) return ok('missing');
    if (found.members.size > 0) return ok('in use');
    this.store.forget(found);
    return ok('removed');
  }

  /** Handlers may use the bus until they are done; then it is closed. */
  close(options: CloseOptions = {}): Promise<void> {
    this.closing ??= Promise.all([...this.members].map((member) => member.close(options))).then(() => {
      this.isClosed = true;
    });
    return this.closing;
  }

  kill(): void {
    this.closing ??= Promise.resolve();
    this.isClosed = true;
    for (const member of this.members) member.kill();
  }

  private async past(range: HistoryRange): AsyncResult<EventPage<AnyEvent>> {
    const page = this.store.history.page(range);
    if (page === undefined) return err(errors.noSuchEvent('history.list', range.afterId ?? ''));
    const { events, ...next } = page;
    return ok({ items: events.map((event) => eventOf(event, handOut(event.packed), 0)), ...next });
  }

  private async repeat(
    group: string,
    pattern: string,
    from: Pick<HistoryRange, 'sinceMs' | 'afterId'>,
  ): AsyncResult<number | undefined> {
    const target = this.store.find(group, pattern);
    if (target === undefined) return ok(undefined);
    const entries = this.store.history.from(from);
    if (entries === undefined) return err(errors.noSuchEvent('history.replay', from.afterId ?? ''));
    const events = entries.map(({ event }) => event).filter(({ type }) => target.isFor(type));
    for (const event of events) target.offer(new Delivery(event));
    return ok(events.length);
  }
}

/** `pack` made its data. */
function asEvent(record: EventRecord): MemoryEvent {
  return record as MemoryEvent;
}

function show({ id, group, pattern, delivery, reason, diedAt }: MemoryLetter): AnyLetter {
  const { event, runs, failures } = delivery;
  return {
    id,
    type: event.type,
    group,
    pattern,
    event: eventOf(event, handOut(event.packed), delivery.failed),
    runs,
    failures,
    reason,
    diedAt: new Date(diedAt),
    context: event.context,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
