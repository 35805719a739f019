import { unwrap, type Span } from '@infra/core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createOtelTracer, type ExportOptions, type OtelTracer } from '../src/index.js';
import { startCollector, type ReceivedSpan, type TestCollector } from './collector/index.js';

export interface TracerSetUp {
  readonly tracer: OtelTracer;
  /** What the collector has got of it, flushed. */
  sent(): Promise<readonly ReceivedSpan[]>;
}

export interface SharedCollector {
  /** The collector of this file, which accepts everything when a test begins. */
  collector(): TestCollector;
  /** Every tracer has a service of its own, by which its spans are found. */
  setUp(options?: Partial<ExportOptions>): TracerSetUp;
}

/** One collector for all tests of a file. */
export function shareCollector(): SharedCollector {
  let collector: TestCollector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector[Symbol.asyncDispose]());
  beforeEach(() => collector.behave({ kind: 'accept' }));

  let service = 0;
  return {
    collector: () => collector,
    setUp(options = {}) {
      const serviceName = `service-${(service += 1)}`;
      const tracer = createOtelTracer({ endpoint: collector.endpoint, serviceName, ...options });
      return {
        tracer,
        sent: async () => {
          unwrap(await tracer.flush());
          return (await collector.spans()).filter(({ resource }) => resource['service.name'] === serviceName);
        },
      };
    },
  };
}

export const traceIdOf = (span: Span): string => span.context.traceparent.slice(3, 35);
export const spanIdOf = (span: Span): string => span.context.traceparent.slice(36, 52);
