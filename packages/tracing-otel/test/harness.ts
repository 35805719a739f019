import type { Clock, SpanAttribute } from '@infra/core';
import { createOtelTracer, type OtelTracer } from '../src/index.js';
import type { ReceivedSpan, TestCollector } from './collector/index.js';

/** One span, in the words of the port. */
interface SpanRecord {
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly attributes: Readonly<Record<string, SpanAttribute>>;
  readonly events: readonly {
    readonly name: string;
    readonly time: Date;
    readonly attributes: Readonly<Record<string, SpanAttribute>>;
  }[];
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface TracerUnderTest {
  readonly tracer: OtelTracer;
  spans(): Promise<readonly SpanRecord[]>;
  raw(): Promise<string>;
}

/** What the conformance suite of tracers asks of an adapter's test: tracers that share a collector, each with a service of its own. */
export interface OtelHarness {
  make(options?: { readonly clock?: Clock }): Promise<TracerUnderTest>;
}

export function createOtelHarness(collector: () => TestCollector): OtelHarness {
  let services = 0;
  return {
    make({ clock } = {}) {
      const serviceName = `conformance-${(services += 1)}`;
      const tracer = createOtelTracer({ endpoint: collector().endpoint, serviceName, clock });
      const received = async (): Promise<readonly ReceivedSpan[]> =>
        (await collector().spans()).filter(({ resource }) => resource['service.name'] === serviceName);
      return Promise.resolve({
        tracer,
        spans: async () => (await received()).map(recordOf),
        raw: async () => JSON.stringify(await received()),
      });
    },
  };
}

function recordOf(span: ReceivedSpan): SpanRecord {
  const { 'error.type': code, ...attributes } = span.attributes;
  const hasFailed = span.status.code === 'STATUS_CODE_ERROR';
  return {
    name: span.name,
    kind: span.kind.replace('SPAN_KIND_', '').toLowerCase(),
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId === '' ? undefined : span.parentSpanId,
    startTime: new Date(span.startMs),
    endTime: new Date(span.endMs),
    attributes: attributes as SpanRecord['attributes'],
    events: span.events.map((event) => ({
      name: event.name,
      time: new Date(event.timeMs),
      attributes: event.attributes as SpanRecord['attributes'],
    })),
    error: hasFailed ? { code: String(code), message: span.status.message ?? '' } : undefined,
  };
}
