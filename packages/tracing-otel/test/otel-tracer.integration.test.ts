import { createTestClock } from '@infra/conformance';
import { err, InfraError, ok, unwrap, type AsyncResult, type Span } from '@infra/core';
import { observe } from '@infra/observability';
import { decorate, definePort } from '@infra/layers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOtelTracer, type ExportOptions } from '../src/index.js';
import { createOtelHarness } from './harness.js';
import { startCollector, type ReceivedSpan, type TestCollector } from './collector/index.js';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector[Symbol.asyncDispose]());
beforeEach(() => collector.behave({ kind: 'accept' }));

let service = 0;
/** Every test has a service of its own, by which its spans are found. */
function setUp(options: Partial<ExportOptions> = {}) {
  const serviceName = `service-${(service += 1)}`;
  const tracer = createOtelTracer({ endpoint: collector.endpoint, serviceName, ...options });
  const sent = async (): Promise<readonly ReceivedSpan[]> => {
    unwrap(await tracer.flush());
    return (await collector.spans()).filter(({ resource }) => resource['service.name'] === serviceName);
  };
  return { tracer, sent };
}

const traceIdOf = (span: Span): string => span.context.traceparent.slice(3, 35);
const spanIdOf = (span: Span): string => span.context.traceparent.slice(36, 52);

test('a collector reads what was traced, by the official protocol', async () => {
  const { tracer, sent } = setUp({ resource: { 'deployment.environment.name': 'test' }, headers: { 'x-key': 'k' } });
  await using _ = tracer;
  const span = tracer.startSpan('GET /orders', {
    kind: 'server',
    attributes: { text: 'a', number: 1.5, whole: 7, flag: true, list: ['a', 'b'] },
  });
  span.setAttributes({ late: 'yes' });
  span.addEvent('cache miss', { key: 'none' });
  span.fail(
    new InfraError({ code: 'timeout', message: 'No answer.', provider: 'p', operation: 'o', details: { a: 'secret' } }),
  );
  span.end();
  expect(await sent()).toEqual([
    {
      name: 'GET /orders',
      kind: 'SPAN_KIND_SERVER',
      traceId: traceIdOf(span),
      spanId: spanIdOf(span),
      parentSpanId: '',
      traceState: '',
      startMs: expect.any(Number),
      endMs: expect.any(Number),
      attributes: {
        text: 'a',
        number: 1.5,
        whole: 7,
        flag: true,
        list: ['a', 'b'],
        late: 'yes',
        'error.type': 'timeout',
      },
      events: [{ name: 'cache miss', timeMs: expect.any(Number), attributes: { key: 'none' } }],
      status: { code: 'STATUS_CODE_ERROR', message: 'No answer.' },
      resource: expect.objectContaining({ 'deployment.environment.name': 'test' }),
      scope: '@infra/tracing-otel',
    },
  ]);
  const { received } = await collector.requests();
  expect(received.at(-1)).toMatchObject({
    path: '/v1/traces',
    headers: { 'x-key': 'k', 'content-type': 'application/x-protobuf' },
  });
});

test('spans nest by what is active, through everything that is awaited', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const outer = tracer.startSpan('outer');
  await tracer.run(outer, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(tracer.active()).toBe(outer);
    const inner = tracer.startSpan('inner');
    tracer.run(inner, () => tracer.startSpan('innermost').end());
    inner.end();
    tracer.startSpan('alone', { parent: 'none' }).end();
  });
  expect(tracer.active()).toBeUndefined();
  outer.end();
  const spans = new Map((await sent()).map((span) => [span.name, span]));
  expect(spans.get('inner')?.parentSpanId).toBe(spanIdOf(outer));
  expect(spans.get('innermost')?.parentSpanId).toBe(spans.get('inner')?.spanId);
  expect(spans.get('innermost')?.traceId).toBe(traceIdOf(outer));
  expect(spans.get('alone')?.parentSpanId).toBe('');
  expect(spans.get('alone')?.traceId).not.toBe(traceIdOf(outer));
});

test('a parent of another process is taken over; a broken one is ignored', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const span = tracer.startSpan('remote', { parent: { traceparent, tracestate: 'a=1,b=2' } });
  expect(span.context.tracestate).toBe('a=1,b=2');
  span.end();
  tracer.startSpan('broken', { parent: { traceparent: 'nonsense' } }).end();
  const [remote, broken] = await sent();
  expect(remote).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    traceState: 'a=1,b=2',
  });
  expect(broken?.parentSpanId).toBe('');
});

test('what came in unsampled is not kept, and its context goes on', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const span = tracer.startSpan('quiet', { parent: { traceparent } });
  expect(span.isRecording).toBe(false);
  expect(span.context.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-.*-00$/);
  span.end();
  expect(await sent()).toEqual([]);
});

test('a share of the traces is kept', async () => {
  const { tracer } = setUp({ sampleRatio: 0.25, batch: { delayMs: 60_000 } });
  await using _ = tracer;
  const kept = Array.from({ length: 2_000 }, () => tracer.startSpan('s').isRecording).filter(Boolean).length;
  expect(kept).toBeGreaterThan(400);
  expect(kept).toBeLessThan(600);
});

test('hostile input is left out, and nothing throws', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const attributes = {
    good: 'yes',
    none: undefined,
    nan: Number.NaN,
    object: {},
    get trap(): string {
      throw new Error('trap');
    },
  } as Record<string, unknown> as Record<string, string>;
  const span = tracer.startSpan('x'.repeat(10_000), { attributes });
  span.addEvent('event', attributes);
  span.fail(new Error('postgres://app:hunter2@db refused'));
  span.end();
  span.end();
  span.setAttributes({ late: 'no' });
  span.fail('late');
  const [sentSpan] = await sent();
  expect(sentSpan?.attributes).toEqual({ good: 'yes', 'error.type': 'Error' });
  expect(sentSpan?.name).toHaveLength(1_024);
  expect(sentSpan?.status.message).toBe('postgres://app:[redacted]@db refused');
});

test('spans of the layers arrive as they were made', async () => {
  interface Bank {
    readonly provider: string;
    pay(amount: number): AsyncResult<string>;
  }
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const bank: Bank = {
    provider: 'bank',
    pay: async (amount) =>
      amount > 0
        ? ok('paid')
        : err(new InfraError({ code: 'conflict', message: 'No.', provider: 'bank', operation: 'bank.pay' })),
  };
  const traced = decorate(bank, definePort<Bank>('bank', { pay: { idempotent: false } }), ...observe({ tracer }));
  unwrap(await traced.pay(1));
  expect(await traced.pay(0)).toMatchObject({ ok: false });
  expect((await sent()).map(({ name, kind, status }) => [name, kind, status.code])).toEqual([
    ['bank.pay', 'SPAN_KIND_CLIENT', 'STATUS_CODE_UNSET'],
    ['bank.pay', 'SPAN_KIND_CLIENT', 'STATUS_CODE_ERROR'],
  ]);
});

test('the clock gives the times, and one that is moved back changes no duration', async () => {
  const clock = createTestClock(new Date('2026-03-01T10:00:00Z'));
  const made = await createOtelHarness(() => collector).make({ clock });
  await using tracer = made.tracer;
  const span = tracer.startSpan('x');
  clock.advance(100);
  clock.setNow(new Date('2026-03-01T09:00:00Z'));
  span.addEvent('late');
  clock.advance(50);
  span.end();
  const startTime = new Date('2026-01-02T03:04:05.678Z');
  tracer.startSpan('given', { startTime }).end(new Date('2026-01-02T03:04:06Z'));
  tracer.startSpan('backwards', { startTime }).end(new Date(0));
  unwrap(await tracer.flush());
  expect((await made.spans()).map((record) => [record.startTime, record.endTime, record.events[0]?.time])).toEqual([
    [new Date('2026-03-01T10:00:00Z'), new Date('2026-03-01T10:00:00.150Z'), new Date('2026-03-01T10:00:00.100Z')],
    [startTime, new Date('2026-01-02T03:04:06Z'), undefined],
    [startTime, startTime, undefined],
  ]);
});

describe('a collector that fails', () => {
  test.each([
    ['unavailable', 503, 2_000],
    ['rate_limited', 429, 2_000],
    ['unavailable', 502, undefined],
  ] as const)('%s (%i): flush says so, and the spans arrive later', async (code, status, retryAfterMs) => {
    const { tracer, sent } = setUp({ batch: { delayMs: 60_000 } });
    await using _ = tracer;
    const headers = retryAfterMs === undefined ? {} : { 'retry-after': '2' };
    await collector.behave({ kind: 'refuse', status, headers });
    tracer.startSpan('late').end();
    const result = await tracer.flush();
    expect(result).toMatchObject({ ok: false, error: { code, retryable: true } });
    expect(result.ok || result.error.retryAfterMs).toBe(retryAfterMs);
    expect(tracer.droppedSpans).toBe(0);
    await collector.behave({ kind: 'accept' });
    expect((await sent()).map(({ name }) => name)).toEqual(['late']);
  });

  test.each([
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['validation', 400],
    ['internal', 418],
  ] as const)('%s (%i): the spans are dropped, counted and told; no secret is in the error', async (code, status) => {
    const errors: InfraError[] = [];
    const headers = { authorization: 'Bearer s3cret' };
    const { tracer } = setUp({ headers, onError: (error) => errors.push(error) });
    await using _ = tracer;
    await collector.behave({ kind: 'refuse', status });
    tracer.startSpan('lost').end();
    tracer.startSpan('lost').end();
    const result = await tracer.flush();
    expect(result).toMatchObject({ ok: false, error: { code, retryable: false } });
    expect(tracer.droppedSpans).toBe(2);
    expect(errors).toHaveLength(1);
    const cause = errors[0]?.cause as Error;
    expect(JSON.stringify([errors[0], errors[0]?.message, cause, cause.message, cause.cause])).not.toContain('s3cret');
  });

  test('what it takes only in part is counted', async () => {
    const errors: InfraError[] = [];
    const { tracer } = setUp({ onError: (error) => errors.push(error) });
    await using _ = tracer;
    await collector.behave({ kind: 'reject', spans: 3 });
    for (let index = 0; index < 5; index += 1) tracer.startSpan('s').end();
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'validation' } });
    expect(tracer.droppedSpans).toBe(3);
    expect(errors[0]?.details).toEqual({ droppedSpans: 3 });
  });

  test('that hangs: flush ends with its signal, close with its deadline', async () => {
    const { tracer } = setUp();
    await collector.behave({ kind: 'hang' });
    tracer.startSpan('stuck').end();
    expect(await tracer.flush({ signal: AbortSignal.timeout(50) })).toMatchObject({
      ok: false,
      error: { code: 'cancelled' },
    });
    const result = await tracer.close({ deadlineMs: 100 });
    expect(result).toMatchObject({ ok: false, error: { code: 'timeout', details: { droppedSpans: 1 } } });
    expect(tracer.droppedSpans).toBe(1);
    expect(await tracer.close()).toEqual(result);
  });

  test('that takes longer than a request may', async () => {
    const { tracer } = setUp({ batch: { timeoutMs: 50, delayMs: 60_000 } });
    await collector.behave({ kind: 'hang' });
    tracer.startSpan('slow').end();
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'timeout', retryable: true } });
    await collector.behave({ kind: 'accept' });
    expect(await tracer.close()).toEqual({ ok: true });
  });

  test('that is not there costs nothing but spans', async () => {
    const errors: InfraError[] = [];
    const { tracer } = setUp({
      endpoint: 'http://127.0.0.1:9',
      batch: { maxQueue: 10 },
      onError: (e) => errors.push(e),
    });
    for (let index = 0; index < 30; index += 1) {
      const span = tracer.startSpan('s');
      expect(tracer.run(span, () => index)).toBe(index);
      span.end();
    }
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: true } });
    expect(tracer.droppedSpans).toBe(20);
    expect(await tracer.health()).toMatchObject({ ok: true, value: { status: 'down' } });
    expect(await tracer.close({ deadlineMs: 1_000 })).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(tracer.droppedSpans).toBe(30);
    expect(errors.map(({ details }) => details?.['droppedSpans'])).toEqual([1, 19, 10]);
  });

  test('that dies in the middle of a request, and comes back', async () => {
    const first = await startCollector();
    const tracer = createOtelTracer({ endpoint: first.endpoint, serviceName: 'phoenix', batch: { delayMs: 60_000 } });
    await first.behave({ kind: 'die' });
    tracer.startSpan('survivor').end();
    expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    await using second = await startCollector({ port: first.port });
    unwrap(await tracer.flush());
    expect((await second.spans()).map(({ name }) => name)).toEqual(['survivor']);
    unwrap(await tracer.close());
  });
});

test('a collector that is up is healthy, and asking makes no span', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  expect(await tracer.health()).toMatchObject({ ok: true, value: { status: 'up' } });
  expect(await sent()).toEqual([]);
});

test('after closing nothing is taken, and nothing throws', async () => {
  const { tracer } = setUp();
  tracer.startSpan('last').end();
  unwrap(await tracer.close());
  unwrap(await tracer.close());
  const late = tracer.startSpan('too late');
  expect(late.isRecording).toBe(false);
  late.end();
  const open = tracer.active();
  expect([open, tracer.droppedSpans]).toEqual([undefined, 0]);
  expect(await tracer.flush()).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: false } });
  expect(await tracer.health()).toMatchObject({ ok: true, value: { status: 'down' } });
});
