import type { EventRun } from '@infra/core';
import type { AnyEvent } from '@internal/event-rules';
import type { Delivery } from './delivery.js';

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
