import { createTestClock } from '@infra/conformance';
import { createMemoryCache } from '@infra/cache-memory';
import { err, ok, type Call, type InfraError, type Metrics } from '@infra/core';
import { cacheSpec, decorate } from '@infra/layers';
import { expect, test } from 'vitest';
import { metered } from '../src/index.js';
import { createRecordedMetrics } from './recorded-metrics.js';
import { createShop, failure, finished } from './shop.js';

test('counts calls by how they ended, and cancelled is no failure', async () => {
  const metrics = createRecordedMetrics();
  const shop = createShop([metered({ metrics })]);
  await finished(shop.order('ok'));
  await finished(shop.order('ok'));
  await finished(shop.order('timeout'));
  await finished(shop.order('cancelled'));
  await finished(shop.visit(async () => ok('seen')));
  expect(metrics.sums('infra_operations_total')).toEqual({
    'shop corner order ok none': 2,
    'shop corner order error timeout': 1,
    'shop corner order cancelled cancelled': 1,
    'shop corner visit ok none': 1,
  });
  expect(metrics.byName.get('infra_operations_total')?.options?.labelNames).toEqual([
    'port',
    'provider',
    'operation',
    'outcome',
    'code',
  ]);
});

test('measures durations in milliseconds of the clock', async () => {
  const metrics = createRecordedMetrics();
  const clock = createTestClock();
  const shop = createShop([metered({ metrics, clock, prefix: 'app', buckets: [1] })], () => clock.advance(250));
  await finished(shop.order('conflict'));
  const timer = metrics.byName.get('app_operation_duration_seconds');
  expect(timer?.records).toEqual([
    { value: 250, labels: { port: 'shop', provider: 'corner', operation: 'order', outcome: 'error' } },
  ]);
  expect(timer?.options).toMatchObject({ buckets: [1], labelNames: ['port', 'provider', 'operation', 'outcome'] });
});

test('the gauge goes up and comes down, whatever happens', async () => {
  const metrics = createRecordedMetrics();
  const shop = createShop([metered({ metrics, inFlight: true })]);
  const ends = await Promise.all([shop.order('ok'), shop.order('timeout'), shop.order('throw').catch(() => undefined)]);
  expect(ends).toHaveLength(3);
  expect(metrics.byName.get('infra_operations_in_flight')?.records.map(({ value }) => value)).toEqual([
    1, 1, 1, -1, -1, -1,
  ]);
  expect(metrics.sums('infra_operations_total')).toMatchObject({ 'shop corner order error internal': 1 });
});

test('attempts have names of their own', () => {
  const metrics = createRecordedMetrics();
  metered({ metrics, of: 'attempt', inFlight: true });
  expect([...metrics.byName.keys()]).toEqual([
    'infra_attempts_total',
    'infra_attempt_duration_seconds',
    'infra_attempts_in_flight',
  ]);
});

test('label sets are made once, for children as well', async () => {
  const metrics = createRecordedMetrics();
  const cache = decorate(createMemoryCache(), cacheSpec, metered({ metrics }));
  for (let tenant = 0; tenant < 50; tenant += 1) await finished(cache.namespace(`tenant-${tenant}`).get('key'));
  const records = metrics.byName.get('infra_operations_total')?.records ?? [];
  expect(records).toHaveLength(50);
  expect(new Set(records.map(({ labels }) => labels)).size).toBe(1);
});

test('names without end share one series', async () => {
  const metrics = createRecordedMetrics();
  const next = metered({ metrics })(async () => ok());
  const call = { port: 'shop', provider: 'corner', idempotent: true, callback: false, args: [] };
  const { signal } = new AbortController();
  for (let index = 0; index < 5_000; index += 1)
    await finished(next({ ...call, operation: `op-${index}`, signal } satisfies Call));
  const sums = metrics.sums('infra_operations_total');
  expect(Object.keys(sums)).toHaveLength(1_000);
  expect(sums['other other other ok none']).toBe(4_001);
});

test('a code that nobody knows is internal', async () => {
  const metrics = createRecordedMetrics();
  const error: InfraError = Object.assign(failure('conflict'), { code: `made up ${Math.random()}` });
  const next = metered({ metrics })(async () => err(error));
  const { signal } = new AbortController();
  await finished(
    next({ port: 'p', provider: 'v', operation: 'o', idempotent: true, callback: false, args: [], signal }),
  );
  expect(metrics.sums('infra_operations_total')).toEqual({ 'p v o error internal': 1 });
});

test('metrics that throw change nothing', async () => {
  const errors: InfraError[] = [];
  const broken = (): never => {
    throw new TypeError('broken');
  };
  const recorded = createRecordedMetrics();
  const onError = (error: InfraError): void => void errors.push(error);
  const atStart: Metrics = { ...recorded, counter: broken };
  const atCall: Metrics = { ...recorded, counter: () => ({ add: broken }) };
  for (const metrics of [atStart, atCall]) {
    const shop = createShop([metered({ metrics, onError })]);
    expect(await shop.order('ok')).toEqual({ ok: true, value: 'done' });
    expect(await shop.order('ok')).toEqual({ ok: true, value: 'done' });
  }
  expect(errors.map(({ operation }) => operation)).toEqual(['metered', 'metered']);
});

test.each([
  ['metrics', { metrics: undefined }],
  ['prefix', { prefix: 'Infra-x' }],
  ['of', { of: 'moon' }],
])('a wrong %s is refused', (name, wrong) => {
  const options = { metrics: createRecordedMetrics(), ...wrong } as Parameters<typeof metered>[0];
  expect(() => metered(options)).toThrow(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining(name) }),
  );
});
