import type { Clock, EventGroup } from '@infra/core';
import { matches } from '@internal/event-rules';
import type { Delivery } from './delivery.js';
import { Fifo } from './fifo.js';

/** The longest that a timer can be set for: 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Resolved: its callbacks run when whoever runs now is done. */
const SOON: Promise<void> = Promise.resolve();

/** Takes events for a group. */
export interface GroupMember {
  /** How many it has in its handler. */
  readonly load: number;
  readonly hasRoom: boolean;
  start(delivery: Delivery): void;
}

/** What waits for the members of one group, and who they are. */
export class MemoryGroup {
  readonly group: string;
  readonly pattern: string;
  readonly members = new Set<GroupMember>();
  private readonly clock: Clock;
  private readonly ready = new Fifo<Delivery>();
  /** Of each key with an event that is ready, active or failed: those that come after it. */
  private readonly lanes = new Map<string, Fifo<Delivery>>();
  private readonly retries = new Map<Delivery, () => void>();
  private isPumping = false;
  private isPumpDue = false;

  constructor(group: string, pattern: string, clock: Clock) {
    this.group = group;
    this.pattern = pattern;
    this.clock = clock;
  }

  isFor(type: string): boolean {
    return matches(this.pattern, type);
  }

  /** Takes an event, behind all that has its key. */
  offer(delivery: Delivery): void {
    const { key } = delivery.event;
    if (key !== undefined) {
      const lane = this.lanes.get(key);
      if (lane !== undefined) {
        lane.push(delivery);
        return;
      }
      this.lanes.set(key, new Fifo());
    }
    this.ready.push(delivery);
    // Not within the call that published it: a handler must not hold up its caller.
    if (this.isPumpDue) return;
    this.isPumpDue = true;
    void SOON.then(this.onPumpDue);
  }

  /** Hands events to members that have room, to the least busy one first. */
  pump(): void {
    // A member that starts may make room or events: one loop serves them all.
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.ready.size > 0) {
      const member = this.nextMember();
      const delivery = member && this.ready.shift();
      if (delivery === undefined) break;
      member?.start(delivery);
    }
    this.isPumping = false;
  }

  /** This group is done with an event: the next one of its key may begin. */
  finish({ event: { key } }: Delivery): void {
    if (key === undefined) return;
    const next = this.lanes.get(key)?.shift();
    if (next === undefined) this.lanes.delete(key);
    else this.ready.push(next);
  }

  retryIn(waitMs: number, delivery: Delivery): void {
    if (waitMs === 0) {
      this.ready.push(delivery);
      return;
    }
    const stepMs = Math.min(waitMs, LONGEST_TIMER_MS);
    const cancel = this.clock.schedule(stepMs, () => {
      if (waitMs > stepMs) {
        this.retryIn(waitMs - stepMs, delivery);
        return;
      }
      this.retries.delete(delivery);
      this.ready.push(delivery);
      this.pump();
    });
    this.retries.set(delivery, cancel);
  }

  /** Takes back what a member had and did not finish, before all that waits. */
  giveBack(deliveries: readonly Delivery[]): void {
    for (const delivery of [...deliveries].reverse()) this.ready.putBack(delivery);
  }

  /** Nothing that waits will come. */
  stop(): void {
    for (const cancel of this.retries.values()) cancel();
  }

  describe(): EventGroup {
    let waiting = this.ready.size;
    for (const lane of this.lanes.values()) waiting += lane.size;
    let active = 0;
    for (const { load } of this.members) active += load;
    const { group, pattern, members, retries } = this;
    return { group, pattern, waiting, active, failed: retries.size, members: members.size };
  }

  private readonly onPumpDue = (): void => {
    this.isPumpDue = false;
    this.pump();
  };

  private nextMember(): GroupMember | undefined {
    let least: GroupMember | undefined;
    for (const member of this.members) {
      if (member.hasRoom && (least === undefined || member.load < least.load)) least = member;
    }
    return least;
  }
}
