import type { SpanAttribute, SpanOptions } from '@infra/core';

export interface EndedSpanEvent {
  readonly name: string;
  readonly time: Date;
  readonly attributes: Readonly<Record<string, SpanAttribute>>;
}

/** A span that has ended: plain data without secrets. Frozen, at every depth. */
export interface EndedSpan {
  readonly name: string;
  readonly kind: NonNullable<SpanOptions['kind']>;
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Undefined for the first of its trace. */
  readonly parentSpanId?: string;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, SpanAttribute>>;
  readonly events: readonly EndedSpanEvent[];
  /** Undefined unless it failed. */
  readonly error?: { readonly code: string; readonly message: string };
}
