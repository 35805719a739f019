import type { SpanAttributes, SpanOptions } from '@infra/core';

export interface RecordedSpanEvent {
  readonly name: string;
  readonly time: Date;
  readonly attributes: SpanAttributes;
}

/** One span that has ended. Frozen, at every depth. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: NonNullable<SpanOptions['kind']>;
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Left out for the first of its trace. */
  readonly parentSpanId?: string;
  readonly startTime: Date;
  readonly endTime: Date;
  /** In milliseconds, with fractions where the clock has them. */
  readonly durationMs: number;
  readonly attributes: SpanAttributes;
  readonly events: readonly RecordedSpanEvent[];
  /** Left out unless it failed. `code` is that of an `InfraError`, else the error's name. */
  readonly error?: { readonly code: string; readonly message: string };
}
