import { isInfraError, type Clock, type Span, type SpanAttributes, type TraceContext } from '@infra/core';
import { redactText } from '@internal/redaction';
import { formatTraceparent } from '@internal/trace-context';
import { SpanStatusCode, type Span as NativeSpan } from '@opentelemetry/api';
import { toAttributes } from './attributes.js';

/** A message is for people, who read a line and not a page. */
const MESSAGE_LENGTH = 1_024;

/** A span of OpenTelemetry as a `Span`. */
export class OtelSpan implements Span {
  readonly native: NativeSpan;
  readonly context: TraceContext;
  /** Where a clock was given: when it says that the span began, and then. */
  private readonly start: { readonly clock: Clock; readonly ms: number; readonly time: Date } | undefined;
  private readonly onFailure: (cause: unknown) => void;

  constructor(native: NativeSpan, onFailure: (cause: unknown) => void, clock?: Clock, startTime?: Date) {
    this.native = native;
    this.onFailure = onFailure;
    this.context = contextOf(native);
    if (clock !== undefined && startTime !== undefined) {
      this.start = { clock, ms: clock.monotonicMs(), time: startTime };
    }
  }

  get isRecording(): boolean {
    return this.native.isRecording();
  }

  setAttributes(attributes: SpanAttributes): void {
    this.change(() => this.native.setAttributes(toAttributes(attributes)));
  }

  addEvent(name: string, attributes?: SpanAttributes): void {
    this.change(() => this.native.addEvent(name, toAttributes(attributes), this.now()));
  }

  fail(error: unknown): void {
    this.change(() => {
      const { type, message } = describe(error);
      this.native.setAttribute('error.type', type);
      this.native.setStatus({ code: SpanStatusCode.ERROR, message: redactText(message, '[redacted]', MESSAGE_LENGTH) });
    });
  }

  end(endTime?: Date): void {
    this.change(() => this.native.end(endTime ?? this.now()));
  }

  private now(): Date | undefined {
    if (this.start === undefined) return undefined;
    const { clock, ms, time } = this.start;
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

/** The code and the message, never details, cause or stack. */
function describe(error: unknown): { readonly type: string; readonly message: string } {
  if (isInfraError(error)) return { type: error.code, message: `${error.code}: ${error.message}` };
  if (error instanceof Error) return { type: error.name, message: `${error.name}: ${error.message}` };
  return { type: 'internal', message: typeof error === 'string' ? error : `a thrown ${typeof error}` };
}
