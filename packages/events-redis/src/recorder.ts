import type { AsyncResult, InfraError } from '@infra/core';
import type { SubscriptionPlan } from '@internal/event-rules';
import { uuidv7 } from '@internal/ids';
import { parkedOf, type Delivery } from './delivery.js';
import type { GroupStore, Outcome } from './group-store.js';
import { letterText } from './letters.js';
import { parkedText } from './wire.js';

export interface RecorderEvents {
  /** Something could not be recorded, or an event has died. */
  readonly tell: (error: InfraError) => void;
  /** In so many milliseconds there is something to take. */
  readonly onDueIn: (ms: number) => void;
}

/** Records what has become of deliveries. What Redis did not record stays where it was: somebody gets it again. */
export class Recorder {
  private readonly store: GroupStore;
  private readonly plan: SubscriptionPlan;
  private readonly events: RecorderEvents;
  private acks = new Set<string>();
  private isAckDue = false;
  private readonly recording = new Set<Promise<void>>();

  constructor(store: GroupStore, plan: SubscriptionPlan, events: RecorderEvents) {
    this.store = store;
    this.plan = plan;
    this.events = events;
  }

  /** Whether the end of this entry waits to be told to Redis. */
  has(id: string): boolean {
    return this.acks.has(id);
  }

  done(delivery: Delivery): void {
    // Where nobody waits for it and nothing is kept of it, an entry is acknowledged with others.
    if (delivery.kind === 'entry' && delivery.wire.key === undefined) this.acknowledge(delivery.id);
    else this.record(delivery, { to: 'done' });
  }

  park(delivery: Delivery, ms: number): void {
    const id = delivery.kind === 'parked' ? delivery.id : uuidv7(Date.now());
    this.record(delivery, { to: 'park', id, text: parkedText(parkedOf(delivery)), waitMs: ms }, () =>
      this.events.onDueIn(ms),
    );
  }

  bury(delivery: Delivery, error: InfraError): void {
    const id = uuidv7(Date.now());
    const text = letterText(id, this.plan, delivery, error.toJSON());
    this.record(delivery, { to: 'bury', id, text }, () => this.events.tell(error));
  }

  /** Tells Redis all that is to be told, and waits for the answers. */
  async flush(): Promise<void> {
    this.sendAcks();
    await Promise.all(this.recording);
  }

  /** Those of one turn of the loop are acknowledged together, while the next are read. */
  private acknowledge(id: string): void {
    this.acks.add(id);
    if (this.isAckDue) return;
    this.isAckDue = true;
    setImmediate(() => this.sendAcks());
  }

  private sendAcks(): void {
    this.isAckDue = false;
    if (this.acks.size === 0) return;
    const ids = [...this.acks];
    this.acks = new Set();
    this.follow(this.store.acknowledge(ids), () => undefined);
  }

  private record(delivery: Delivery, outcome: Outcome, then: () => void = () => undefined): void {
    this.follow(this.store.settle(delivery, outcome), (found) => {
      if (found !== 'lost') then();
      if (found === 'released') this.events.onDueIn(0);
    });
  }

  private follow<T>(answer: AsyncResult<T>, then: (value: T) => void): void {
    const recorded = answer.then((result) => {
      this.recording.delete(recorded);
      if (result.ok) then(result.value);
      else this.events.tell(result.error);
    });
    this.recording.add(recorded);
  }
}
