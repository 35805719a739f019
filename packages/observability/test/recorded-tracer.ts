import { AsyncLocalStorage } from 'node:async_hooks';
import { ok, type Span, type SpanAttributes, type SpanOptions, type Tracer } from '@infra/core';

export interface RecordedSpan extends Span {
  readonly name: string;
  readonly options: SpanOptions | undefined;
  readonly parent: RecordedSpan | undefined;
  readonly attributes: Record<string, unknown>;
  readonly events: { readonly name: string; readonly attributes: SpanAttributes | undefined }[];
  failure: unknown;
  ended: number;
  endTime: Date | undefined;
}

export interface RecordedTracer extends Tracer {
  readonly spans: readonly RecordedSpan[];
}

/** A tracer that keeps every span. Its active span goes through everything that is awaited. */
export function createRecordedTracer({ isRecording = true }: { readonly isRecording?: boolean } = {}): RecordedTracer {
  const storage = new AsyncLocalStorage<Span>();
  const spans: RecordedSpan[] = [];
  const find = (span: Span | undefined): RecordedSpan | undefined => spans.find((known) => known === span);
  return {
    provider: 'recorded',
    spans,
    startSpan(name, options) {
      const id = (spans.length + 1).toString(16).padStart(16, '0');
      const parent = find(storage.getStore());
      const span: RecordedSpan = {
        name,
        options,
        parent,
        context: { traceparent: `00-${(parent === undefined ? id : '1').padStart(32, 'a')}-${id}-01` },
        isRecording,
        attributes: { ...options?.attributes },
        events: [],
        failure: undefined,
        ended: 0,
        endTime: undefined,
        setAttributes: (attributes) => void Object.assign(span.attributes, attributes),
        addEvent: (event, attributes) => void span.events.push({ name: event, attributes }),
        fail: (error) => void (span.failure = error),
        end(endTime) {
          span.ended += 1;
          span.endTime = endTime;
        },
      };
      spans.push(span);
      return span;
    },
    run: (span, work) => storage.run(span, work),
    active: () => storage.getStore(),
    flush: () => Promise.resolve(ok()),
  };
}
