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
import { createReporter } from '@internal/redaction';
import { TracerFront } from '@internal/span-rules';
import { checkCommon } from './check-option.js';
import { cancelledError, closedError, PROVIDER, thrownError } from './errors.js';
import type { RecordedSpan } from './recorded-span.js';
import { spansOfTrace } from './span-query.js';

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

class RingTracer implements MemoryTracer {
  readonly provider: string = PROVIDER;
  private readonly front: TracerFront;
  private readonly ring: Ring<RecordedSpan>;

  constructor({ maxSpans = DEFAULT_MAX_SPANS, clock = systemClock, onError }: MemoryTracerOptions) {
    const report = createReporter<InfraError>(onError);
    this.ring = new Ring(maxSpans);
    this.front = new TracerFront({
      clock,
      keep: (span) => this.ring.add(span),
      onThrown: (cause) => report(thrownError(cause, 'tracer.record')),
    });
  }

  startSpan(name: string, options?: SpanOptions): Span {
    return this.front.startSpan(name, options);
  }

  run<T>(span: Span, work: () => T): T {
    return this.front.run(span, work);
  }

  active(): Span | undefined {
    return this.front.active();
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    const operation = 'tracer.flush';
    if (this.front.isClosed) return err(closedError(operation));
    return signal?.aborted ? err(cancelledError(operation, signal.reason)) : ok();
  }

  async close(): AsyncResult<void> {
    this.front.close();
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
}
