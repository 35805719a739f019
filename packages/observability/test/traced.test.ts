import { createTestClock } from '@infra/conformance';
import { ok, type InfraError, type Layer, type Tracer } from '@infra/core';
import { createMemoryCache } from '@infra/cache-memory';
import { cacheSpec, decorate } from '@infra/layers';
import { expect, test } from 'vitest';
import { traced } from '../src/index.js';
import { createRecordedTracer } from './recorded-tracer.js';
import { createShop, failure, finished } from './shop.js';

const twice: Layer = (next) => async (call) => {
  const first = await next(call);
  return first.ok ? first : next({ ...call, attempt: 2 });
};

test('a span for each call, with what it is about', async () => {
  const tracer = createRecordedTracer();
  await finished(createShop([traced({ tracer, attributes: { team: 'blue' } })]).order('ok'));
  const [span] = tracer.spans;
  expect(span).toMatchObject({ name: 'shop.order', ended: 1, failure: undefined, options: { kind: 'client' } });
  expect(span?.attributes).toEqual({
    team: 'blue',
    'infra.port': 'shop',
    'infra.provider': 'corner',
    'infra.operation': 'order',
  });
});

test('a cache is a database to the conventions, and no key is an attribute', async () => {
  const tracer = createRecordedTracer();
  await finished(decorate(createMemoryCache(), cacheSpec, traced({ tracer })).set('user:jane@example.com', 1));
  expect(tracer.spans[0]?.attributes).toMatchObject({ 'db.system.name': 'memory', 'db.operation.name': 'set' });
  expect(JSON.stringify(tracer.spans[0])).not.toContain('jane');
});

test('the span is active in the call, callbacks included, and only there', async () => {
  const tracer = createRecordedTracer();
  const shop = createShop([traced({ tracer })]);
  await finished(
    shop.visit(async () => {
      await finished(shop.order('ok'));
      return ok('seen');
    }),
  );
  expect(tracer.active()).toBeUndefined();
  expect(tracer.spans.map(({ name, parent }) => [name, parent?.name])).toEqual([
    ['shop.visit', undefined],
    ['shop.order', 'shop.visit'],
  ]);
});

test('a failure has its code; what was cancelled has not failed', async () => {
  const tracer = createRecordedTracer();
  const shop = createShop([traced({ tracer })]);
  await finished(shop.order('timeout'));
  await finished(shop.order('cancelled'));
  await expect(shop.order('throw')).rejects.toThrow(RangeError);
  const [timedOut, cancelled, thrown] = tracer.spans;
  expect(timedOut?.failure).toMatchObject({ code: 'timeout' });
  expect(timedOut?.attributes).toMatchObject({ 'error.type': 'timeout' });
  expect(cancelled?.failure).toBeUndefined();
  expect(cancelled?.attributes).toMatchObject({ 'infra.outcome': 'cancelled' });
  expect(thrown?.failure).toBeInstanceOf(RangeError);
  expect(thrown?.attributes).toMatchObject({ 'error.type': 'internal' });
  expect(tracer.spans.map(({ ended }) => ended)).toEqual([1, 1, 1]);
});

test('attempts are spans below that of the call', async () => {
  const tracer = createRecordedTracer();
  await finished(createShop([traced({ tracer }), twice, traced({ tracer, as: 'attempt-spans' })]).order('timeout'));
  expect(tracer.spans.map(({ name, parent, attributes }) => [name, parent?.name, attributes['infra.attempt']])).toEqual(
    [
      ['shop.order', undefined, undefined],
      ['shop.order attempt', 'shop.order', 1],
      ['shop.order attempt', 'shop.order', 2],
    ],
  );
});

test('attempts are events of the span of the call', async () => {
  const tracer = createRecordedTracer();
  await finished(
    createShop([traced({ tracer }), twice, traced({ tracer, as: 'attempt-events' })]).order('unavailable'),
  );
  const event = { name: 'attempt', attributes: { 'infra.outcome': 'error', 'error.type': 'unavailable' } };
  expect(tracer.spans).toHaveLength(1);
  expect(tracer.spans[0]?.events).toMatchObject([event, event]);
  expect(tracer.spans[0]?.events.map(({ attributes }) => attributes?.['infra.attempt'])).toEqual([1, 2]);
});

test('the clock gives the times, and one moved back makes no negative duration', async () => {
  const tracer = createRecordedTracer();
  const clock = createTestClock(new Date('2026-01-01T12:00:00Z'));
  const shop = createShop([traced({ tracer, clock })], () => {
    clock.advance(40);
    clock.setNow(new Date('2026-01-01T11:00:00Z'));
  });
  await finished(shop.order('ok'));
  expect(tracer.spans[0]?.options?.startTime).toEqual(new Date('2026-01-01T12:00:00Z'));
  expect(tracer.spans[0]?.endTime).toEqual(new Date('2026-01-01T12:00:00.040Z'));
});

test('a span that keeps nothing is given nothing', async () => {
  const tracer = createRecordedTracer({ isRecording: false });
  await finished(createShop([traced({ tracer })]).order('timeout'));
  expect(tracer.spans[0]).toMatchObject({ failure: undefined, ended: 1 });
  expect(tracer.spans[0]?.attributes).not.toHaveProperty('error.type');
});

const broken = (): never => {
  throw new TypeError('broken');
};

test.each([
  ['startSpan', { startSpan: broken }],
  ['run, before the work', { run: broken }],
  [
    'run, after the work',
    {
      run: (_: unknown, work: () => unknown) => {
        work();
        return broken();
      },
    },
  ],
  ['run, which does nothing', { run: () => undefined }],
  [
    'run, twice',
    {
      run: (_: unknown, work: () => unknown) => {
        work();
        return work();
      },
    },
  ],
] as const)('a tracer that breaks in %s changes nothing', async (_, members) => {
  const errors: InfraError[] = [];
  const tracer = { ...createRecordedTracer(), ...members } as Tracer;
  let calls = 0;
  const shop = createShop([traced({ tracer, onError: (error) => errors.push(error) })], () => (calls += 1));
  expect(await shop.order('ok')).toEqual({ ok: true, value: 'done' });
  expect(await shop.order('timeout')).toEqual({ ok: false, error: failure('timeout') });
  expect(calls).toBe(2);
  expect(errors.length).toBeLessThanOrEqual(1);
});

test('a span that breaks changes nothing', async () => {
  const recorded = createRecordedTracer();
  const tracer: Tracer = {
    ...recorded,
    startSpan: (name, options) => ({
      ...recorded.startSpan(name, options),
      setAttributes: broken,
      fail: broken,
      end: broken,
    }),
  };
  expect(await createShop([traced({ tracer })]).order('timeout')).toMatchObject({ ok: false });
});

test.each([
  ['tracer', { tracer: {} }],
  ['as', { as: 'art' }],
  ['clock', { clock: {} }],
])('a wrong %s is refused', (name, wrong) => {
  const options = { tracer: createRecordedTracer(), ...wrong } as Parameters<typeof traced>[0];
  expect(() => traced(options)).toThrow(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining(name) }),
  );
});
