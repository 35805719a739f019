import { randomBytes } from 'node:crypto';
import type { TraceContext } from '@infra/core';

/** A `traceparent`, taken apart. */
export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** The last two digits, as a number: bit 0 says that the trace is sampled. */
  readonly flags: number;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** What a `traceparent` of version 00 has, and the beginning of every later one. */
const LENGTH = 55;

/** More than any version needs: nothing longer is looked at. */
const MAX_LENGTH = 256;

/**
 * Reads a `traceparent`; `undefined` for one that is not well-formed. A later version is read as far as it is known.
 * https://www.w3.org/TR/trace-context/#versioning-of-traceparent
 */
export function parseTraceparent(header: unknown): TraceParent | undefined {
  if (typeof header !== 'string' || header.length < LENGTH || header.length > MAX_LENGTH) return undefined;
  const [, version = 'ff', traceId = '', spanId = '', flags = '00', rest] = TRACEPARENT.exec(header) ?? [];
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

/** As this version of the standard writes it: only the two flags that it knows. */
export function formatTraceparent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${(flags & 3).toString(16).padStart(2, '0')}`;
}

/** Characters that are handed on, as the standard asks; a longer list is dropped as a whole. */
const TRACESTATE_LENGTH = 512;
const TRACESTATE_MEMBERS = 32;

// https://www.w3.org/TR/trace-context/#key and #value: printable ASCII without `,` and `=`, no blank at the end. How long one value may
// be is not held against it: the list is bounded.
const KEY = '(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})';
const VALUE = '[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]*[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]';
const MEMBER = new RegExp(`^${KEY}=${VALUE}$`);

/** A `tracestate` that may be handed on, empty members left out; `undefined` for one that is not well-formed or too long. */
export function cleanTracestate(header: unknown): string | undefined {
  if (typeof header !== 'string' || header.length > TRACESTATE_LENGTH) return undefined;
  const members = header
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
  if (members.length === 0 || members.length > TRACESTATE_MEMBERS) return undefined;
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf('='))));
  return keys.size === members.length && members.every((member) => MEMBER.test(member)) ? members.join(',') : undefined;
}

/** A trace context with nothing in it that is not well-formed; `undefined` where its `traceparent` is not. */
export function cleanTraceContext(context: {
  readonly traceparent?: unknown;
  readonly tracestate?: unknown;
}): (TraceContext & { readonly parent: TraceParent }) | undefined {
  const parent = parseTraceparent(context.traceparent);
  if (parent === undefined) return undefined;
  const traceparent = formatTraceparent(parent);
  const tracestate = cleanTracestate(context.tracestate);
  return tracestate === undefined ? { traceparent, parent } : { traceparent, tracestate, parent };
}

/** An id for a new trace. */
export const randomTraceId = (): string => randomHex(16);

/** An id for a new span. */
export const randomSpanId = (): string => randomHex(8);

/** Zeros only are invalid, and would come once in 2^64 times. */
function randomHex(bytes: number): string {
  for (;;) {
    const id = randomBytes(bytes).toString('hex');
    if (!/^0+$/.test(id)) return id;
  }
}
