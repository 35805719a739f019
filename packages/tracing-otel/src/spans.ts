import type { Clock, Span, SpanOptions, TraceContext } from '@infra/core';
import { cleanTraceContext, randomSpanId, randomTraceId } from '@internal/trace-context';
import {
  createContextKey,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
  type Context,
  type ContextManager,
  type Tracer,
} from '@opentelemetry/api';
import { toAttributes } from './attributes.js';
import { OtelSpan } from './otel-span.js';
import { createRawTraceState } from './raw-trace-state.js';
import { nameOf, optionsOf, timeOf } from './span-input.js';

const KINDS: ReadonlyMap<unknown, SpanKind> = new Map([
  ['internal', SpanKind.INTERNAL],
  ['server', SpanKind.SERVER],
  ['client', SpanKind.CLIENT],
  ['producer', SpanKind.PRODUCER],
  ['consumer', SpanKind.CONSUMER],
]);

/** What carries the active span: of a `ContextManager`, the two methods that OpenTelemetry's global context has as well. */
export type ActiveContext = Pick<ContextManager, 'active' | 'with'>;

/** Makes spans and knows which one is active. */
export class Spans {
  private readonly native: Tracer;
  private readonly active: ActiveContext;
  private readonly clock: Clock | undefined;
  private readonly onFailure: (cause: unknown) => void;
  /** Under it is the very span that `run` was given. */
  private readonly key = createContextKey('infra.span');
  private isClosed = false;

  constructor(native: Tracer, active: ActiveContext, clock: Clock | undefined, onFailure: (cause: unknown) => void) {
    this.native = native;
    this.active = active;
    this.clock = clock;
    this.onFailure = onFailure;
  }

  start(name: string, given: SpanOptions | undefined): OtelSpan {
    try {
      const { clock } = this;
      const { kind, attributes, parent, startTime } = optionsOf(given);
      const anchor = clock === undefined ? undefined : { clock, time: clock.now(), ms: clock.monotonicMs() };
      const begin = timeOf(startTime) ?? anchor?.time;
      const context = this.parentOf(parent);
      if (this.isClosed) return new OtelSpan(unrecorded(context), this.onFailure);
      const native = this.native.startSpan(
        nameOf(name),
        {
          kind: KINDS.get(kind) ?? SpanKind.INTERNAL,
          attributes: toAttributes(attributes),
          ...(begin === undefined ? undefined : { startTime: begin }),
        },
        context,
      );
      return new OtelSpan(native, this.onFailure, anchor);
    } catch (cause) {
      this.onFailure(cause);
      return new OtelSpan(unrecorded(ROOT_CONTEXT), this.onFailure);
    }
  }

  /** From now on spans are made that nobody keeps; what runs in them runs, and traces go through. */
  close(): void {
    this.isClosed = true;
  }

  run<T>(span: Span, work: () => T): T {
    let context: Context;
    try {
      context = trace.setSpan(this.active.active(), this.nativeOf(span)).setValue(this.key, span);
    } catch (cause) {
      this.onFailure(cause);
      return work();
    }
    return this.active.with(context, work);
  }

  current(): Span | undefined {
    try {
      const context = this.active.active();
      const native = trace.getSpan(context);
      if (native === undefined) return undefined;
      const known = context.getValue(this.key);
      // An instrumentation may have made a span of its own further in.
      return known instanceof OtelSpan && known.native === native ? known : new OtelSpan(native, this.onFailure);
    } catch (cause) {
      this.onFailure(cause);
      return undefined;
    }
  }

  private parentOf(parent: TraceContext | 'none' | undefined): Context {
    if (parent === 'none') return trace.deleteSpan(this.active.active());
    const clean = cleanTraceContext(optionsOf(parent));
    return clean === undefined ? this.active.active() : remote(ROOT_CONTEXT, clean);
  }

  /** A span of another tracer is known by where it is in its trace. */
  private nativeOf(span: Span): OtelSpan['native'] {
    if (span instanceof OtelSpan) return span.native;
    const clean = cleanTraceContext(span.context);
    const spanContext = clean === undefined ? undefined : trace.getSpanContext(remote(ROOT_CONTEXT, clean));
    return trace.wrapSpanContext(spanContext ?? INVALID_SPAN_CONTEXT);
  }
}

function remote(context: Context, { parent, tracestate }: NonNullable<ReturnType<typeof cleanTraceContext>>): Context {
  const { traceId, spanId, flags } = parent;
  return trace.setSpanContext(context, {
    traceId,
    spanId,
    traceFlags: flags & 1,
    isRemote: true,
    ...(tracestate === undefined ? undefined : { traceState: createRawTraceState(tracestate) }),
  });
}

/** A span that nobody keeps, with ids of its own: of the trace above it, or a new one. */
function unrecorded(context: Context): OtelSpan['native'] {
  const above = trace.getSpanContext(context);
  const traceId = above?.traceId ?? randomTraceId();
  return trace.wrapSpanContext({
    traceId,
    spanId: randomSpanId(),
    traceFlags: TraceFlags.NONE,
    ...(above?.traceState === undefined ? undefined : { traceState: above.traceState }),
  });
}
