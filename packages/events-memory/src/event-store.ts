import type { Clock, InfraErrorJson } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import { DedupeWindow } from './dedupe-window.js';
import { Delivery, type MemoryEvent } from './delivery.js';
import { MemoryGroup } from './memory-group.js';
import { MemoryHistory } from './memory-history.js';
import type { ResolvedOptions } from './options.js';

export interface MemoryLetter {
  readonly id: string;
  readonly group: string;
  readonly pattern: string;
  readonly delivery: Delivery;
  readonly reason: InfraErrorJson;
  readonly diedAt: Date;
}

/** All groups and what they have to do, for every bus that is open over it. */
export class EventStore {
  readonly clock: Clock;
  readonly history: MemoryHistory;
  readonly window: DedupeWindow;
  /** In the order in which they died. */
  readonly letters = new Map<string, MemoryLetter>();
  private readonly byName = new Map<string, MemoryGroup>();
  /** Of a type that was published before: who gets it. */
  private readonly byType = new Map<string, readonly MemoryGroup[]>();

  constructor({ clock, keepHistory, dedupeWindowMs }: ResolvedOptions) {
    this.clock = clock;
    this.history = new MemoryHistory(clock, keepHistory);
    this.window = new DedupeWindow(clock, dedupeWindowMs);
  }

  get groups(): readonly MemoryGroup[] {
    return [...this.byName.values()];
  }

  publish(event: MemoryEvent): void {
    this.history.add(event);
    for (const group of this.groupsFor(event.type)) group.offer(new Delivery(event));
  }

  find(group: string, pattern: string): MemoryGroup | undefined {
    return this.byName.get(nameOf(group, pattern));
  }

  /** The group, which is there from now on. */
  open(group: string, pattern: string): MemoryGroup {
    const known = this.find(group, pattern);
    if (known !== undefined) return known;
    const made = new MemoryGroup(group, pattern, this.clock);
    this.byName.set(nameOf(group, pattern), made);
    this.byType.clear();
    return made;
  }

  forget(group: MemoryGroup): void {
    group.stop();
    this.byName.delete(nameOf(group.group, group.pattern));
    this.byType.clear();
  }

  bury(delivery: Delivery, { group, pattern }: MemoryGroup, reason: InfraErrorJson): void {
    const diedAt = this.clock.now();
    const id = uuidv7(diedAt.getTime());
    this.letters.set(id, { id, group, pattern, delivery, reason, diedAt });
  }

  /** Gives a letter back to its group, with all attempts. */
  revive({ id, group, pattern, delivery }: MemoryLetter): void {
    this.letters.delete(id);
    delivery.failed = 0;
    delivery.crashes = 0;
    this.open(group, pattern).offer(delivery);
  }

  private groupsFor(type: string): readonly MemoryGroup[] {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const found = this.groups.filter((group) => group.isFor(type));
    this.byType.set(type, found);
    return found;
  }
}

/** Unambiguous, whatever characters the two have. */
function nameOf(group: string, pattern: string): string {
  return JSON.stringify([group, pattern]);
}
