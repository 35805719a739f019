import type { TraceContext } from '@infra/core';
import { cleanTraceContext, formatTraceparent, randomSpanId, randomTraceId } from '@internal/trace-context';

/** Where a span is: what `traceparent` says, taken apart. */
export interface TracePosition {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether the trace is recorded: who begins it decides, and all below follow. */
  readonly isSampled: boolean;
  readonly tracestate: string | undefined;
}

const SAMPLED = 1;

/** Undefined for what is not well-formed, of whatever type it is: the standard demands that it be ignored. */
export function positionOf(context: unknown): TracePosition | undefined {
  const clean = typeof context === 'object' && context !== null ? cleanTraceContext(context) : undefined;
  if (clean === undefined) return undefined;
  const { traceId, spanId, flags } = clean.parent;
  return { traceId, spanId, isSampled: (flags & SAMPLED) === SAMPLED, tracestate: clean.tracestate };
}

/** A position below `parent`, or the first of a new trace, which is recorded. */
export function positionBelow(parent: TracePosition | undefined): TracePosition {
  const { traceId = randomTraceId(), isSampled = true, tracestate } = parent ?? {};
  return { traceId, spanId: randomSpanId(), isSampled, tracestate };
}

/** As it goes over the wire. */
export function toContext({ traceId, spanId, isSampled, tracestate }: TracePosition): TraceContext {
  const traceparent = formatTraceparent({ traceId, spanId, flags: isSampled ? SAMPLED : 0 });
  return Object.freeze({ traceparent, ...(tracestate === undefined ? undefined : { tracestate }) });
}
