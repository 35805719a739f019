import type { EventFailure, EventRun } from '@infra/core';
import type { EventRecord } from '@internal/event-rules';
import { copyOf, type Copy } from '@internal/serialization';

/** An event as the store has it: its data are packed. */
export interface MemoryEvent extends EventRecord {
  readonly packed: Copy;
}

const NO_FAILURES: readonly EventFailure[] = [];

/** An event on its way to one group. */
export class Delivery {
  readonly event: MemoryEvent;
  runs = 0;
  failed = 0;
  crashes = 0;
  failures: readonly EventFailure[] = NO_FAILURES;

  constructor(event: MemoryEvent) {
    this.event = event;
  }
}

/** What a reader gets of something stored: a copy where it could be changed. */
export function handOut({ value, shareable }: Copy): unknown {
  return shareable ? value : copyOf(value);
}

/** A run under way. */
export class MemoryRun implements EventRun {
  readonly delivery: Delivery;
  readonly group: string;
  readonly run: number;
  readonly attempt: number;
  readonly attempts: number;
  readonly context: EventRun['context'];
  /** False once the event is no longer this run's: what comes of it has no effect. */
  isOurs = true;
  /** Where it is among the runs of its subscription. */
  place = 0;
  private controller: AbortController | undefined;

  constructor(delivery: Delivery, group: string, attempts: number) {
    this.delivery = delivery;
    this.group = group;
    this.run = delivery.runs;
    this.attempt = delivery.failed + 1;
    this.attempts = attempts;
    this.context = delivery.event.context;
  }

  /** Made when somebody asks: it would cost more than the rest of the run. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }

  abort(reason: unknown): void {
    this.controller ??= new AbortController();
    this.controller.abort(reason);
  }
}
