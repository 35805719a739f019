import { randomBytes } from 'node:crypto';
import type { TraceContext } from '@infra/core';

/** Where a span is: what `traceparent` says, taken apart. */
export interface TracePosition {
  readonly traceId: string;
  readonly spanId: string;
  readonly tracestate: string | undefined;
}

// https://www.w3.org/TR/trace-context/#traceparent-header-field-values: a later version may have more at its end.
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-[^\n]*)?$/;
const CURRENT_VERSION = '00';

/** At least as much of it must be passed on: https://www.w3.org/TR/trace-context/#tracestate-limits. More is not worth its room. */
const MAX_TRACESTATE = 512;
const TRACESTATE = /^[\t\x20-\x7e]+$/;

/** Undefined for what is not well-formed, of whatever type it is: the standard demands that it be ignored. */
export function parseContext(context: unknown): TracePosition | undefined {
  if (typeof context !== 'object' || context === null) return undefined;
  const { traceparent, tracestate } = context as Partial<Record<keyof TraceContext, unknown>>;
  if (typeof traceparent !== 'string') return undefined;
  // In JavaScript `$` is the very end, unless the pattern is multi-line.
  const [, version, traceId, spanId, more] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  if (version === CURRENT_VERSION && more !== undefined) return undefined;
  const isState = typeof tracestate === 'string' && tracestate.length <= MAX_TRACESTATE && TRACESTATE.test(tracestate);
  return { traceId, spanId, tracestate: isState ? tracestate : undefined };
}

/** A position below `parent`, or the first of a new trace. */
export function positionBelow(parent: TracePosition | undefined): TracePosition {
  return {
    traceId: parent?.traceId ?? randomId(16),
    spanId: randomId(8),
    tracestate: parent?.tracestate,
  };
}

/** As it goes over the wire. Every span is recorded here, so all have the flag that says so. */
export function toContext({ traceId, spanId, tracestate }: TracePosition): TraceContext {
  const traceparent = `${CURRENT_VERSION}-${traceId}-${spanId}-01`;
  return Object.freeze({ traceparent, ...(tracestate === undefined ? undefined : { tracestate }) });
}

/** Zeros only are invalid, and would come once in 2^64 times. */
function randomId(bytes: number): string {
  for (;;) {
    const id = randomBytes(bytes).toString('hex');
    if (!/^0+$/.test(id)) return id;
  }
}
