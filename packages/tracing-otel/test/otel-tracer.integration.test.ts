import { createTestClock } from '@infra/conformance';
import { InfraError, unwrap } from '@infra/core';
import { expect, test } from 'vitest';
import { createOtelHarness } from './harness.js';
import { shareCollector, spanIdOf, traceIdOf } from './set-up.js';

const { collector, setUp } = shareCollector();

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
  const { received } = await collector().requests();
  expect(received.at(-1)).toMatchObject({
    path: '/v1/traces',
    headers: { 'x-key': 'k', 'content-type': 'application/x-protobuf' },
  });
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

test('the clock gives the times, and one that is moved back changes no duration', async () => {
  const clock = createTestClock(new Date('2026-03-01T10:00:00Z'));
  const made = await createOtelHarness(collector).make({ clock });
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
