import type { Clock, Lifecycle, SpanAttribute, Tracer } from '@infra/core';

/** What a case may ask of the tracer that it gets. Everything left out keeps the adapter's default. */
export interface TracerHarnessOptions {
  /** What spans take their times from. */
  readonly clock?: Clock;
}

export interface SpanEventRecord {
  readonly name: string;
  readonly time: Date;
  readonly attributes: Readonly<Record<string, SpanAttribute>>;
}

/** One span as it reached the destination. */
export interface SpanRecord {
  readonly name: string;
  readonly kind: string;
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Undefined for the first of its trace. */
  readonly parentSpanId?: string | undefined;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly attributes: Readonly<Record<string, SpanAttribute>>;
  readonly events: readonly SpanEventRecord[];
  /** Undefined unless it failed. `code` is that of an `InfraError`, else the error's name. */
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

/** A tracer, and what its destination has got so far. */
export interface TracerUnderTest {
  readonly tracer: Tracer & Lifecycle;
  /** Every span that has ended, in the order of their ends, as the destination holds it, past the port. */
  spans(): Promise<readonly SpanRecord[]>;
  /** All that the destination holds, as text: to see what must not be there. */
  raw(): Promise<string>;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface TracerHarness {
  /** A tracer that records every trace that begins in it, whose destination is empty and shared with nobody. The suite closes it. */
  make(options?: TracerHarnessOptions): Promise<TracerUnderTest>;
}

/** Runs a case's body with a tracer of its own, closed afterwards. */
export async function withTracer(
  harness: TracerHarness,
  body: (made: TracerUnderTest) => Promise<void>,
  options: TracerHarnessOptions = {},
): Promise<void> {
  const made = await harness.make(options);
  await using _ = made.tracer;
  await body(made);
}

/**
 * The same harness with every tracer wrapped, for a second run of the suite: an adapter that passes bare must pass with layers around
 * it.
 *
 * @example wrapTracers(harness, (tracer) => decorate(tracer, tracerSpec, ...neutralLayers()))
 */
export function wrapTracers(
  harness: TracerHarness,
  wrap: (tracer: Tracer & Lifecycle) => Tracer & Lifecycle,
): TracerHarness {
  return {
    ...harness,
    make: async (options) => {
      const made = await harness.make(options);
      return { ...made, tracer: wrap(made.tracer) };
    },
  };
}
