import type { Clock, ContextCarrier, EventTypes, OnError, StandardSchemaV1 } from '@infra/core';
import { systemClock } from '@internal/clock';
import { duration, schemasOf, whole } from '@internal/handler-rules';
import { errors } from './errors.js';

export interface MemoryEventBusOptions<E extends EventTypes<E>> {
  /** Where its events come from, as a URI reference: their `source`. Default: `/`. */
  readonly source?: string | undefined;
  /** Any Standard Schema per event type; what it outputs is what is published. Default: none. */
  readonly schemas?: { readonly [K in keyof E]?: StandardSchemaV1<unknown, E[K]> } | undefined;
  /** How long an `id` that was given stays taken, in milliseconds. Default: 300,000, five minutes. */
  readonly dedupeWindowMs?: number | undefined;
  /** How many events the history keeps. Default: 1,000. */
  readonly keepHistory?: number | undefined;
  /** How often the process that handles an event may be killed before the event is taken for the cause, and is dead. Default: 3. */
  readonly maxCrashes?: number | undefined;
  /** Carries what is in the context of whoever publishes an event into its handlers. Default: nothing is carried. */
  readonly context?: ContextCarrier | undefined;
  /** Told why whenever an event dies. Default: nobody. */
  readonly onError?: OnError | undefined;
  /** Back-off, time-outs and the window are on its monotonic time, the times of events on its wall clock. Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface ResolvedOptions {
  readonly source: string;
  readonly schemas: ReadonlyMap<string, StandardSchemaV1>;
  readonly dedupeWindowMs: number;
  readonly keepHistory: number;
  readonly maxCrashes: number;
  readonly context: ContextCarrier | undefined;
  readonly onError: OnError;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions<E extends EventTypes<E>>(options: MemoryEventBusOptions<E>): ResolvedOptions {
  const { source = '/', dedupeWindowMs = 300_000, keepHistory = 1_000, maxCrashes = 3 } = options;
  const problem =
    (typeof source === 'string' && source !== '' ? undefined : 'source must be a text that is not empty.') ??
    duration('dedupeWindowMs', dedupeWindowMs, 0) ??
    whole('keepHistory', keepHistory, 0, 10_000_000) ??
    whole('maxCrashes', maxCrashes, 0, 1_000_000);
  if (problem !== undefined) throw errors.invalid('create', problem);
  return {
    source,
    schemas: schemasOf(options.schemas),
    dedupeWindowMs,
    keepHistory,
    maxCrashes,
    context: options.context,
    onError: options.onError ?? (() => undefined),
    clock: options.clock ?? systemClock,
  };
}
