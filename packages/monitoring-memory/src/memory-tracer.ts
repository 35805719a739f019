import { AsyncLocalStorage } from 'node:async_hooks';
import {
  err,
  ok,
  unwrap,
  type AsyncResult,
  type Clock,
  type InfraError,
  type IoOptions,
  type Lifecycle,
  type OnError,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { Ring } from '@internal/kept-records';
import { createRedactor, createReporter, type Redactor, type Reporter } from '@internal/redaction';
import { checkCommon } from './check-option.js';
import { cancelledError, closedError, PROVIDER, thrownError } from './errors.js';
import { MemorySpan, type SpanOwner } from './memory-span.js';
import type { RecordedSpan } from './recorded-span.js';
import { spansOfTrace } from './span-query.js';
import { positionBelow, positionOf, type TracePosition } from './trace-position.js';

export interface MemoryTracerOptions {
  /** How many ended spans are kept; the oldest make room and are counted. Default: 10,000. */
  readonly maxSpans?: number | undefined;
  /** What spans take their times from. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of a clock, and of attributes, that throw. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** A tracer that keeps its spans, to be read by a test or by a page. */
export interface MemoryTracer extends Tracer, Lifecycle {
  /** The spans that have ended and are kept, in the order of their ends: a copy of the list as it is now. */
  readonly spans: readonly RecordedSpan[];
  /** Spans that made room for newer ones, since the start or the last `clear()`. */
  readonly dropped: number;
  /** The kept spans of one trace, by the time of their start. */
  trace(traceId: string): readonly RecordedSpan[];
  /** Forgets every span that has ended, and the number of dropped ones. */
  clear(): void;
}

const DEFAULT_MAX_SPANS = 10_000;

/**
 * Makes a tracer. Throws an `InfraError` (`validation`) for a wrong option; does no I/O, ever.
 * After `close()` no more spans are kept; those that are can still be read.
 */
export function createMemoryTracer(options: MemoryTracerOptions = {}): MemoryTracer {
  checkCommon('tracer', options, { maxSpans: options.maxSpans });
  return new RingTracer(options);
}

class RingTracer implements MemoryTracer, SpanOwner {
  readonly provider: string = PROVIDER;
  readonly redact: Redactor = createRedactor();
  isClosed = false;
  private readonly clock: Clock;
  private readonly report: Reporter<InfraError>;
  private readonly ring: Ring<RecordedSpan>;
  /** One for each tracer: two in a process have nothing in common. */
  private readonly activeSpan = new AsyncLocalStorage<Span>();

  constructor({ maxSpans = DEFAULT_MAX_SPANS, clock = systemClock, onError }: MemoryTracerOptions) {
    this.ring = new Ring(maxSpans);
    this.clock = clock;
    this.report = createReporter(onError);
  }

  startSpan(name: string, options?: SpanOptions): Span {
    const { kind, attributes, startTime, parent } = this.readOptions(options);
    const above = this.positionAbove(parent);
    const position = positionBelow(above);
    return new MemorySpan(this, { name, kind, attributes, startTime, position, parentSpanId: above?.spanId });
  }

  run<T>(span: Span, work: () => T): T {
    return this.activeSpan.run(span, work);
  }

  active(): Span | undefined {
    return this.activeSpan.getStore();
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    const operation = 'tracer.flush';
    if (this.isClosed) return err(closedError(operation));
    return signal?.aborted ? err(cancelledError(operation, signal.reason)) : ok();
  }

  async close(): AsyncResult<void> {
    this.isClosed = true;
    return ok();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }

  get spans(): readonly RecordedSpan[] {
    return this.ring.toArray();
  }

  get dropped(): number {
    return this.ring.dropped;
  }

  trace(traceId: string): readonly RecordedSpan[] {
    return spansOfTrace(this.ring.toArray(), traceId);
  }

  clear(): void {
    this.ring.clear();
  }

  keep(span: RecordedSpan): void {
    this.ring.add(span);
  }

  now(): number {
    try {
      return this.clock.now().getTime();
    } catch (cause) {
      this.onThrown(cause);
      return Date.now();
    }
  }

  monotonicMs(): number {
    try {
      return this.clock.monotonicMs();
    } catch (cause) {
      this.onThrown(cause);
      return 0;
    }
  }

  onThrown(cause: unknown): void {
    this.report(thrownError(cause, 'tracer.record'));
  }

  private readOptions(options: unknown): Partial<Readonly<Record<keyof SpanOptions, unknown>>> {
    if (typeof options !== 'object' || options === null) return {};
    try {
      return { ...options };
    } catch (cause) {
      this.onThrown(cause);
      return {};
    }
  }

  private positionAbove(parent: unknown): TracePosition | undefined {
    if (parent === 'none') return undefined;
    try {
      return positionOf(parent) ?? positionOf(this.active()?.context);
    } catch (cause) {
      this.onThrown(cause);
      return undefined;
    }
  }
}
