import type { EventFailure, EventRun } from '@infra/core';
import type { AnyEvent } from '@internal/event-rules';
import type { ParkedDelivery, WireEvent } from './wire.js';

/** An event on its way to a group, as a consumer has it. */
export interface Delivery {
  /** Where it lies: an entry of the stream, or parked beside it. */
  readonly kind: 'entry' | 'parked';
  readonly id: string;
  readonly wire: WireEvent;
  /** Which run this is, from 1. */
  readonly runs: number;
  readonly failed: number;
  readonly crashes: number;
  readonly failures: readonly EventFailure[];
}

/** What is kept of it when it is parked. */
export function parkedOf({ wire, runs, failed, crashes, failures }: Delivery): ParkedDelivery {
  return { wire, runs, failed, crashes, failures };
}

/** A run under way. */
export class RedisRun implements EventRun {
  readonly delivery: Delivery;
  readonly event: AnyEvent;
  readonly group: string;
  readonly run: number;
  readonly attempt: number;
  readonly attempts: number;
  readonly context: EventRun['context'];
  /** False once the event is no longer this run's: what comes of it has no effect. */
  isOurs = true;
  private controller: AbortController | undefined;

  constructor(delivery: Delivery, event: AnyEvent, context: EventRun['context'], group: string, attempts: number) {
    this.delivery = delivery;
    this.event = event;
    this.context = context;
    this.group = group;
    this.run = delivery.runs;
    this.attempt = delivery.failed + 1;
    this.attempts = attempts;
  }

  /** Made when somebody asks. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }

  abort(reason: unknown): void {
    this.controller ??= new AbortController();
    this.controller.abort(reason);
  }
}
