import { unwrap } from '@infra/core';
import { context, propagation, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, test } from 'vitest';
import { createOtelTracer } from '../src/index.js';

afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});

function setUp() {
  const exporter = new InMemorySpanExporter();
  return { exporter, provider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }) };
}

test('spans of an existing provider nest with those of the application', async () => {
  const { exporter, provider } = setUp();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = createOtelTracer({ tracer: provider, scope: { name: 'orders', version: '1' } });
  const native = provider.getTracer('instrumentation');
  await native.startActiveSpan('request', async (request) => {
    expect(tracer.active()?.context.traceparent).toContain(request.spanContext().spanId);
    const own = tracer.startSpan('own');
    tracer.run(own, () => native.startSpan('query').end());
    own.end();
    request.end();
  });
  unwrap(await tracer.flush());
  unwrap(await tracer.close());
  const spans = new Map(exporter.getFinishedSpans().map((span) => [span.name, span]));
  expect(spans.get('own')?.parentSpanContext?.spanId).toBe(spans.get('request')?.spanContext().spanId);
  expect(spans.get('query')?.parentSpanContext?.spanId).toBe(spans.get('own')?.spanContext().spanId);
  expect(spans.get('own')?.instrumentationScope).toMatchObject({ name: 'orders', version: '1' });
});

test('a tracer will do, with a context manager that is not global', () => {
  const { exporter, provider } = setUp();
  const contextManager = new AsyncLocalStorageContextManager().enable();
  const tracer = createOtelTracer({ tracer: provider.getTracer('t'), contextManager });
  const outer = tracer.startSpan('outer');
  tracer.run(outer, () => tracer.startSpan('inner').end());
  expect(exporter.getFinishedSpans()[0]?.parentSpanContext?.spanId).toBe(outer.context.traceparent.slice(36, 52));
});

test('what the provider throws is an error of flush', async () => {
  const { provider } = setUp();
  const forceFlush = (): Promise<void> => Promise.reject(new TypeError('no'));
  const failing = createOtelTracer({ tracer: { getTracer: (name) => provider.getTracer(name), forceFlush } });
  expect(await failing.flush()).toMatchObject({ ok: false, error: { code: 'internal' } });
  const hanging = createOtelTracer({
    tracer: { getTracer: (name) => provider.getTracer(name), forceFlush: () => new Promise(() => undefined) },
  });
  expect(await hanging.flush({ signal: AbortSignal.timeout(20) })).toMatchObject({ error: { code: 'cancelled' } });
});

test('a native tracer that throws gives a span that does nothing', () => {
  const errors: unknown[] = [];
  const broken: Tracer = {
    startSpan: () => {
      throw new TypeError('broken');
    },
    startActiveSpan: () => {
      throw new TypeError('broken');
    },
  };
  const tracer = createOtelTracer({ tracer: broken, onError: (error) => errors.push(error.code) });
  const span = tracer.startSpan('s');
  expect(span.isRecording).toBe(false);
  expect(tracer.run(span, () => 42)).toBe(42);
  span.end();
  expect(errors).toEqual(['internal']);
});

test('nothing is global unless it is asked for, and then until it is closed', async () => {
  const options = { endpoint: 'http://127.0.0.1:9', serviceName: 's' };
  const own = createOtelTracer(options);
  expect(trace.getTracer('t').startSpan('s').isRecording()).toBe(false);
  const tracer = createOtelTracer({ ...options, registerGlobally: true });
  const span = tracer.startSpan('s');
  tracer.run(span, () => {
    expect(trace.getActiveSpan()?.spanContext().spanId).toBe(span.context.traceparent.slice(36, 52));
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    expect(headers['traceparent']).toBe(span.context.traceparent);
  });
  expect(() => createOtelTracer({ ...options, registerGlobally: true })).toThrow(
    expect.objectContaining({ code: 'validation' }),
  );
  unwrap(await tracer.close());
  unwrap(await own.close());
  expect(trace.getTracer('t').startSpan('s').isRecording()).toBe(false);
});
