import type { SpanRecord, TracerHarness } from '@infra/conformance';
import { createOtelTracer } from '../src/index.js';
import type { ReceivedSpan, TestCollector } from './collector/index.js';

/** Tracers that share a collector, each with a service of its own. */
export function createOtelHarness(collector: () => TestCollector): TracerHarness {
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
