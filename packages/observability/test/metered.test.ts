import { createTestClock } from '@infra/conformance';
import { createMemoryCache } from '@infra/cache-memory';
import { err, ok, type Call, type InfraError, type MetricLabels, type Metrics } from '@infra/core';
import { cacheSpec, decorate } from '@infra/layers';
import { createMemoryMetrics } from '@infra/monitoring-memory';
import { expect, test } from 'vitest';
import { metered } from '../src/index.js';
import { sums } from './read.js';
import { createShop, failure, finished } from './shop.js';

test('counts calls by how they ended, and cancelled is no failure', async () => {
  const metrics = createMemoryMetrics();
  const shop = createShop([metered({ metrics })]);
  await finished(shop.order('ok'));
  await finished(shop.order('ok'));
  await finished(shop.order('timeout'));
  await finished(shop.order('cancelled'));
  await finished(shop.visit(async () => ok('seen')));
  expect(sums(metrics, 'infra_operations_total')).toEqual({
    'shop corner order ok none': 2,
    'shop corner order error timeout': 1,
    'shop corner order cancelled cancelled': 1,
    'shop corner visit ok none': 1,
  });
  const [series] = metrics.snapshots.read('infra_operations_total');
  expect(Object.keys(series?.labels ?? {})).toEqual(['port', 'provider', 'operation', 'outcome', 'code']);
});

test('measures durations in milliseconds of the clock', async () => {
  const metrics = createMemoryMetrics();
  const clock = createTestClock();
  const shop = createShop([metered({ metrics, clock, prefix: 'app', buckets: [1] })], () => clock.advance(250));
  await finished(shop.order('conflict'));
  expect(metrics.snapshots.read('app_operation_duration_seconds')).toMatchObject([
    {
      labels: { port: 'shop', provider: 'corner', operation: 'order', outcome: 'error' },
      count: 1,
      value: 0.25,
      buckets: [
        { le: 1, count: 1 },
        { le: Number.POSITIVE_INFINITY, count: 1 },
      ],
    },
  ]);
});

test('the gauge goes up and comes down, whatever happens', async () => {
  const metrics = createMemoryMetrics();
  const inFlight = (): number | undefined =>
    metrics.value('infra_operations_in_flight', { port: 'shop', provider: 'corner', operation: 'order' });
  const seen: unknown[] = [];
  const shop = createShop([metered({ metrics, inFlight: true })], () => seen.push(inFlight()));
  const ends = await Promise.all([shop.order('ok'), shop.order('timeout'), shop.order('throw').catch(() => undefined)]);
  expect(ends).toHaveLength(3);
  expect([...seen, inFlight()]).toEqual([1, 2, 3, 0]);
  expect(sums(metrics, 'infra_operations_total')).toMatchObject({ 'shop corner order error internal': 1 });
});

test('attempts have names of their own', async () => {
  const metrics = createMemoryMetrics();
  await finished(createShop([metered({ metrics, of: 'attempt', inFlight: true })]).order('ok'));
  expect(metrics.snapshots.read().map(({ name }) => name)).toEqual([
    'infra_attempts_total',
    'infra_attempt_duration_seconds',
    'infra_attempts_in_flight',
  ]);
});

test('label sets are made once, for children as well', async () => {
  const given: unknown[] = [];
  const memory = createMemoryMetrics();
  const counter = { add: (_?: number, labels?: MetricLabels) => void given.push(labels) };
  const metrics: Metrics = Object.assign(memory, { counter: () => counter });
  const cache = decorate(createMemoryCache(), cacheSpec, metered({ metrics }));
  for (let tenant = 0; tenant < 50; tenant += 1) await finished(cache.namespace(`tenant-${tenant}`).get('key'));
  expect(given).toHaveLength(50);
  expect(new Set(given).size).toBe(1);
});

test('names without end share one series', async () => {
  const metrics = createMemoryMetrics();
  const next = metered({ metrics })(async () => ok());
  const call = { port: 'shop', provider: 'corner', idempotent: true, callback: false, args: [] };
  const { signal } = new AbortController();
  for (let index = 0; index < 5_000; index += 1)
    await finished(next({ ...call, operation: `op-${index}`, signal } satisfies Call));
  const counted = sums(metrics, 'infra_operations_total');
  expect(Object.keys(counted)).toHaveLength(1_000);
  expect(counted['other other other ok none']).toBe(4_001);
});

test('a code that nobody knows is internal', async () => {
  const metrics = createMemoryMetrics();
  const error: InfraError = Object.assign(failure('conflict'), { code: `made up ${Math.random()}` });
  const next = metered({ metrics })(async () => err(error));
  const { signal } = new AbortController();
  await finished(
    next({ port: 'p', provider: 'v', operation: 'o', idempotent: true, callback: false, args: [], signal }),
  );
  expect(sums(metrics, 'infra_operations_total')).toEqual({ 'p v o error internal': 1 });
});

test('metrics that throw change nothing', async () => {
  const errors: InfraError[] = [];
  const broken = (): never => {
    throw new TypeError('broken');
  };
  const onError = (error: InfraError): void => void errors.push(error);
  const atStart: Metrics = Object.assign(createMemoryMetrics(), { counter: broken });
  const atCall: Metrics = Object.assign(createMemoryMetrics(), { counter: () => ({ add: broken }) });
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
  const options = { metrics: createMemoryMetrics(), ...wrong } as Parameters<typeof metered>[0];
  expect(() => metered(options)).toThrow(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining(name) }),
  );
});
