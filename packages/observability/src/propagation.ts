import type { Context, ContextCarrier, Span, TraceContext, Tracer } from '@infra/core';
import { cleanTraceContext } from '@internal/trace-context';

/** Fetch's `Headers`, as far as they are read. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** Fetch's `Headers`, as far as they are written. */
export interface HeaderWriter {
  set(name: string, value: string): void;
}

/** Headers as `node:http` has them. Names are compared without regard to case. */
export type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ExtractOptions {
  /** The header of the correlation id. Default: `x-request-id`. */
  readonly correlationHeader?: string | undefined;
}

export interface InjectOptions extends ExtractOptions {
  /** Whose context goes along. Default: none. */
  readonly carrier?: ContextCarrier | undefined;
  /** Whose active span is the parent of what the other side does; it wins over the trace of the context. Default: none. */
  readonly tracer?: Pick<Tracer, 'active'> | undefined;
}

const CORRELATION_HEADER = 'x-request-id';

/** Ids as people make them, and nothing that could forge a log line or a header. */
const CORRELATION_ID = /^[A-Za-z0-9._:@/+=-]{1,128}$/;

/**
 * What the headers of an incoming call say of where it belongs: `traceparent`, `tracestate`, `traceId` and `correlationId`, each
 * only where it is well-formed and not too long. Everything else is left out: headers are written by strangers.
 * https://www.w3.org/TR/trace-context/
 *
 * @example carrier.run(extractContext(request.headers), () => withCorrelationId(carrier, () => handle(request)))
 */
export function extractContext(headers: HeaderReader | HeaderRecord, options: ExtractOptions = {}): Context {
  const trace = cleanTraceContext({
    // More than one parent is none; more than one list of states is one list.
    traceparent: headerOf(headers, 'traceparent'),
    tracestate: headerOf(headers, 'tracestate'),
  });
  const correlationId = headerOf(headers, options.correlationHeader ?? CORRELATION_HEADER);
  return {
    ...(trace === undefined ? undefined : { ...entriesOf(trace), traceId: trace.parent.traceId }),
    ...(correlationId !== undefined && CORRELATION_ID.test(correlationId) ? { correlationId } : undefined),
  };
}

/**
 * Puts `traceparent`, `tracestate` and the correlation id into the headers of an outgoing call, and returns those. Nothing else of the
 * context leaves the process: not who the user is, nor the tenant. What is not well-formed is left out.
 *
 * @example await fetch(url, { headers: injectContext(new Headers(), { carrier, tracer }) })
 */
export function injectContext<H extends HeaderWriter | Record<string, unknown>>(headers: H, options: InjectOptions): H {
  const { carrier, tracer, correlationHeader = CORRELATION_HEADER } = options;
  const context = carrier?.capture() ?? {};
  const trace = cleanTraceContext(tracer?.active()?.context ?? context);
  if (trace !== undefined) {
    put(headers, 'traceparent', trace.traceparent);
    if (trace.tracestate !== undefined) put(headers, 'tracestate', trace.tracestate);
  }
  const correlationId = context['correlationId'];
  if (correlationId !== undefined && CORRELATION_ID.test(correlationId)) put(headers, correlationHeader, correlationId);
  return headers;
}

/** The trace of a context, as `parent` of a span: `tracer.startSpan('GET /orders', { parent: traceContextOf(context) })`. */
export function traceContextOf(context: Context): TraceContext | undefined {
  const trace = cleanTraceContext(context);
  return trace === undefined ? undefined : entriesOf(trace);
}

/** What a context says of a span, so that log lines and jobs below it name its trace. */
export function contextOfSpan(span: Span): Context {
  const trace = cleanTraceContext(span.context);
  return trace === undefined ? {} : { ...entriesOf(trace), traceId: trace.parent.traceId };
}

function entriesOf({ traceparent, tracestate }: TraceContext): { traceparent: string; tracestate?: string } {
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
}

function headerOf(headers: HeaderReader | HeaderRecord, name: string): string | undefined {
  if (isReader(headers)) return headers.get(name) ?? undefined;
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() !== wanted) continue;
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return value.join(',');
  }
  return undefined;
}

function put(headers: HeaderWriter | Record<string, unknown>, name: string, value: string): void {
  if (isWriter(headers)) headers.set(name, value);
  else headers[name] = value;
}

function isReader(headers: HeaderReader | HeaderRecord): headers is HeaderReader {
  return typeof headers.get === 'function';
}

function isWriter(headers: HeaderWriter | Record<string, unknown>): headers is HeaderWriter {
  return typeof headers.set === 'function';
}
