import type { Clock, Span, SpanAttributes, TraceContext } from '@infra/core';
import { formatTraceparent } from '@internal/trace-context';
import { SpanStatusCode, type Span as NativeSpan } from '@opentelemetry/api';
import { toAttributes } from './attributes.js';
import { failureOf } from './failure.js';
import { nameOf, timeOf } from './span-input.js';

/** The wall clock when the span was made; from then on time is measured, for the wall clock may jump. */
interface Anchor {
  readonly clock: Clock;
  readonly time: Date;
  readonly ms: number;
}

/** A span of OpenTelemetry as a `Span`. */
export class OtelSpan implements Span {
  readonly native: NativeSpan;
  readonly context: TraceContext;
  private readonly anchor: Anchor | undefined;
  private readonly onFailure: (cause: unknown) => void;

  constructor(native: NativeSpan, onFailure: (cause: unknown) => void, anchor?: Anchor) {
    this.native = native;
    this.onFailure = onFailure;
    this.anchor = anchor;
    this.context = contextOf(native);
  }

  get isRecording(): boolean {
    return this.native.isRecording();
  }

  setAttributes(attributes: SpanAttributes): void {
    this.change(() => this.native.setAttributes(toAttributes(attributes)));
  }

  addEvent(name: string, attributes?: SpanAttributes): void {
    this.change(() => this.native.addEvent(nameOf(name), toAttributes(attributes), this.now()));
  }

  fail(error: unknown): void {
    this.change(() => {
      const { type, message } = failureOf(error);
      this.native.setAttribute('error.type', type);
      this.native.setStatus({ code: SpanStatusCode.ERROR, message });
    });
  }

  end(endTime?: Date): void {
    this.change(() => this.native.end(timeOf(endTime) ?? this.now()));
  }

  private now(): Date | undefined {
    if (this.anchor === undefined) return undefined;
    const { clock, ms, time } = this.anchor;
    return new Date(time.getTime() + clock.monotonicMs() - ms);
  }

  /** Afterwards the span changes no more: OpenTelemetry would say so on its diagnostic channel each time. */
  private change(work: () => unknown): void {
    try {
      if (this.native.isRecording()) work();
    } catch (cause) {
      this.onFailure(cause);
    }
  }
}

function contextOf(native: NativeSpan): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = native.spanContext();
  const traceparent = formatTraceparent({ traceId, spanId, flags: traceFlags });
  const tracestate = traceState?.serialize();
  return tracestate === undefined || tracestate === '' ? { traceparent } : { traceparent, tracestate };
}
