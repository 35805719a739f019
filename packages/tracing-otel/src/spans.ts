import type { Clock, Span, SpanOptions, TraceContext } from '@infra/core';
import { cleanTraceContext } from '@internal/trace-context';
import {
  createContextKey,
  createTraceState,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Context,
  type ContextManager,
  type Tracer,
} from '@opentelemetry/api';
import { toAttributes } from './attributes.js';
import { OtelSpan } from './otel-span.js';

const KINDS: Readonly<Record<string, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** What carries the active span: of a `ContextManager`, the two methods that OpenTelemetry's global context has as well. */
export type ActiveContext = Pick<ContextManager, 'active' | 'with'>;

const NAME_LENGTH = 256;

/** Makes spans and knows which one is active. */
export class Spans {
  private readonly native: Tracer;
  private readonly active: ActiveContext;
  private readonly clock: Clock | undefined;
  private readonly onFailure: (cause: unknown) => void;
  /** Under it is the very span that `run` was given. */
  private readonly key = createContextKey('infra.span');

  constructor(native: Tracer, active: ActiveContext, clock: Clock | undefined, onFailure: (cause: unknown) => void) {
    this.native = native;
    this.active = active;
    this.clock = clock;
    this.onFailure = onFailure;
  }

  start(name: string, options: SpanOptions = {}): OtelSpan {
    try {
      const { kind = 'internal', attributes, parent, startTime = this.clock?.now() } = options;
      const native = this.native.startSpan(
        name.slice(0, NAME_LENGTH),
        {
          kind: KINDS[kind] ?? SpanKind.INTERNAL,
          attributes: toAttributes(attributes),
          ...(startTime === undefined ? undefined : { startTime }),
        },
        this.parentOf(parent),
      );
      return new OtelSpan(native, this.onFailure, this.clock, startTime);
    } catch (cause) {
      this.onFailure(cause);
      return new OtelSpan(trace.wrapSpanContext(INVALID_SPAN_CONTEXT), this.onFailure);
    }
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
    const clean = parent === undefined ? undefined : cleanTraceContext(parent);
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
    ...(tracestate === undefined ? undefined : { traceState: createTraceState(tracestate) }),
  });
}
