import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

export type SpanAttribute = string | number | boolean | readonly string[];

/** Dotted lower-case names, as in OpenTelemetry's semantic conventions: `http.request.method`. */
export type SpanAttributes = Readonly<Record<string, SpanAttribute>>;

/** Where a span is in its trace, as it goes over the wire. https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** `00-<32 hex digits: trace>-<16 hex digits: span>-<2 hex digits: flags>`. */
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
}

export interface SpanOptions {
  /** `client` for a call that leaves the process, `server` for one that came in. Default: `internal`. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | undefined;
  readonly attributes?: SpanAttributes | undefined;
  /**
   * The span above it: one of another process, as its headers said it, or `'none'` for the first of a new trace. A context that is not
   * well-formed is ignored, as the standard demands. Default: the active span.
   */
  readonly parent?: TraceContext | 'none' | undefined;
  /** When it began. Default: now. */
  readonly startTime?: Date | undefined;
}

/** One piece of work: when it began and ended, what it was about, whether it failed. */
export interface Span {
  readonly context: TraceContext;
  /** Whether anything of it is kept: to skip work that only serves the span. */
  readonly isRecording: boolean;
  setAttributes(attributes: SpanAttributes): void;
  /** Something that happened at one moment of it: an attempt, a cache miss. */
  addEvent(name: string, attributes?: SpanAttributes): void;
  /** Says that it failed, and by what: the error's code and message, never its details. */
  fail(error: unknown): void;
  /** Once; afterwards the span changes no more. */
  end(endTime?: Date): void;
}

/**
 * Spans, and which of them is the active one. Every method but `flush` is synchronous and never throws of itself; `run` throws what
 * `work` throws.
 */
export interface Tracer extends Provided {
  startSpan(name: string, options?: SpanOptions): Span;
  /** Runs `work` with `span` as the active one, through everything that it awaits. It does not end the span. */
  run<T>(span: Span, work: () => T): T;
  /** The innermost span whose `run` has led here; `undefined` outside any. */
  active(): Span | undefined;
  /** Settles when every ended span has left the process. */
  flush(options?: IoOptions): AsyncResult<void>;
}
