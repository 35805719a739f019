import { err, type InfraError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { matches } from '@internal/event-rules';
import { isToBeGated, type Delivery } from './delivery.js';
import { failures } from './errors.js';
import type { Gated, GroupStore } from './group-store.js';
import type { Runner } from './runner.js';
import type { StreamReader } from './stream-reader.js';
import { typeOf } from './wire.js';

/** The wait after something that failed. */
const AGAIN_MS = 200;

/** How many entries are read at a time where most of them are for others. */
const MOST_READ = 100;

export interface IntakeParts {
  readonly pattern: string;
  readonly store: GroupStore;
  readonly reader: StreamReader;
  readonly stream: string;
  readonly groupName: string;
  readonly runner: Runner;
  /** Has an entry that is for nobody here acknowledged. */
  readonly passOver: (delivery: Delivery) => void;
  /** There may be something that waited for a delivery that is over now. */
  readonly onReleased: () => void;
  readonly tell: (error: InfraError) => void;
}

/** Takes what is new in the stream, as long as there is room for it, and hands on what may run. */
export class Intake {
  private readonly parts: IntakeParts;
  private readonly gating = new Set<string>();
  private isClosed = false;
  private reading: Promise<void> = Promise.resolve();
  private onRoom: () => void = () => undefined;

  constructor(parts: IntakeParts) {
    this.parts = parts;
  }

  get room(): number {
    return this.parts.runner.room - this.gating.size;
  }

  has(id: string): boolean {
    return this.gating.has(id);
  }

  start(): void {
    this.reading = this.readOn();
  }

  /** There may be room again. */
  look(): void {
    this.onRoom();
  }

  /** Reads no more. Resolves once nothing comes from here any more. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.parts.reader.close();
    this.onRoom();
    await this.reading;
  }

  /** Hands on what may run now. Resolves with how many of them are for nobody here. */
  async admit(deliveries: readonly Delivery[]): Promise<number> {
    let passedOver = 0;
    const toBeGated: Delivery[] = [];
    for (const delivery of deliveries) {
      const isForUs = this.isForUs(delivery);
      if (!isForUs) passedOver += 1;
      if (isToBeGated(delivery)) toBeGated.push(delivery);
      else if (isForUs) this.parts.runner.accept(delivery);
      else this.parts.passOver(delivery);
    }
    if (toBeGated.length > 0) await this.gate(toBeGated);
    return passedOver;
  }

  /** What is no event is told of by whoever comes to it. */
  readonly isForUs = ({ wire }: Delivery): boolean => {
    const type = typeOf(wire);
    return type === '' || matches(this.parts.pattern, type);
  };

  private async gate(entries: readonly Delivery[]): Promise<void> {
    for (const { id } of entries) this.gating.add(id);
    const { free, hasReleased } = await this.askGate(entries);
    for (const delivery of entries) {
      this.gating.delete(delivery.id);
      if (free.has(delivery.id)) this.parts.runner.accept(delivery);
    }
    this.onRoom();
    if (hasReleased) this.parts.onReleased();
  }

  /** Asks until there is an answer: what may run is known to Redis alone, and asking again does no harm. */
  private async askGate(entries: readonly Delivery[]): Promise<Gated> {
    while (!this.isClosed) {
      const gated = await this.parts.store.gate(entries, this.isForUs);
      if (gated.ok) return gated.value;
      this.parts.tell(gated.error);
      await pause();
    }
    return { free: new Set(), hasReleased: false };
  }

  private async readOn(): Promise<void> {
    const { reader, store, stream, groupName } = this.parts;
    // The stream has the events of every type: where most are passed over, more are read at a time.
    let passedOver = 0;
    while (!this.isClosed) {
      if (this.room <= 0) {
        await new Promise<void>((resolve) => (this.onRoom = resolve));
        // Others may end in the same turn: one read for all of them.
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      try {
        const most = Math.min(this.room + 2 * passedOver, Math.max(this.room, MOST_READ));
        passedOver = await this.admit(await reader.read(stream, groupName, store.consumer, most));
      } catch (cause) {
        if (this.isClosed) return;
        // Everything was flushed: what is there by now is new.
        const opened = isNoGroup(cause) ? await store.open('0') : err(failures.fromRedis('subscribe', cause));
        if (!opened.ok) this.parts.tell(opened.error);
        await pause();
      }
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => systemClock.schedule(AGAIN_MS, resolve));
}

function isNoGroup(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith('NOGROUP');
}
