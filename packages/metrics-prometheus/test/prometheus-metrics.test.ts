import { expectError, expectOk } from '@infra/conformance';
import type { InfraError } from '@infra/core';
import { collectDefaultMetrics, Counter, Registry, type OpenMetricsContentType } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { createPrometheusMetrics, type PrometheusMetricsOptions } from '../src/index.js';
import { parseExposition } from './parse-exposition.js';

describe('a registry that was given', () => {
  test('is rendered with what else is in it, and close takes out only what is the adapter’s', async () => {
    const registry = new Registry();
    const theirs = new Counter({ name: 'theirs_total', help: 'Theirs.', registers: [registry] });
    const metrics = createPrometheusMetrics({ registry });
    theirs.inc(2);
    metrics.counter('ours_total').add(3);
    const samples = parseExposition(await expectOk(metrics.exposition.render(), 'render'));
    expect(samples.map(({ name, value }) => [name, value])).toEqual([
      ['theirs_total', 2],
      ['ours_total', 3],
    ]);
    expect(metrics.native).toBe(registry);
    await expectOk(metrics.close(), 'close');
    expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(['theirs_total']);
    const next = createPrometheusMetrics({ registry });
    next.counter('ours_total').add();
    await expectOk(metrics.close(), 'close again');
    expect(await registry.metrics()).toContain('ours_total 1');
  });

  test('that has a name already keeps it, and it is told once', async () => {
    const registry = new Registry();
    new Counter({ name: 'theirs_total', help: 'Theirs.', registers: [registry] }).inc(2);
    const errors: InfraError[] = [];
    const metrics = createPrometheusMetrics({ registry, onError: (error) => errors.push(error) });
    metrics.counter('theirs_total').add(5);
    metrics.counter('theirs_total').add(5);
    expect(await registry.metrics()).toContain('theirs_total 2');
    expect(errors.map(({ code }) => code)).toEqual(['conflict']);
  });

  test('with a collector that throws gives an error, and keeps its cause', async () => {
    const registry = new Registry();
    const cause = new Error('broken');
    new Counter({ name: 'theirs_total', help: 'x', registers: [registry], collect: () => { throw cause; } }); // prettier-ignore
    const metrics = createPrometheusMetrics({ registry });
    const error = await expectError(metrics.exposition.render(), 'internal', 'render');
    expect(error).toMatchObject({ cause, provider: 'prometheus', operation: 'metrics.render' });
  });
});

test('the registry as JSON has the values too, as cluster mode and push gateways read it', async () => {
  const metrics = createPrometheusMetrics();
  metrics.counter('calls_total', { labelNames: ['a'] }).add(2, { a: 'x' });
  metrics.gauge('level', { description: 'How high.' }).set(-1);
  metrics.histogram('sizes', { labelNames: ['a'], buckets: [1] }).record(5, { a: 'x' });
  const found = await metrics.native.getMetricsAsJSON();
  expect(found.map(({ name, help, type }) => [name, help, type])).toEqual([
    ['calls_total', 'calls total', 'counter'],
    ['level', 'How high.', 'gauge'],
    ['sizes', 'sizes', 'histogram'],
  ]);
  expect(found[0]?.values).toEqual([{ value: 2, labels: { a: 'x' } }]);
  expect(found[2]?.values).toMatchObject([
    { metricName: 'sizes_bucket', value: 0, labels: { a: 'x', le: 1 } },
    { metricName: 'sizes_bucket', value: 1, labels: { a: 'x', le: '+Inf' } },
    { metricName: 'sizes_sum', value: 5, labels: { a: 'x' } },
    { metricName: 'sizes_count', value: 1, labels: { a: 'x' } },
  ]);
});

test('a label explosion over a million calls keeps the series at the cap, and no value is lost', async () => {
  const errors: InfraError[] = [];
  const metrics = createPrometheusMetrics({ maxSeries: 100, onError: (error) => errors.push(error) });
  const counter = metrics.counter('calls_total', { labelNames: ['user'] });
  for (let call = 0; call < 1_000_000; call += 1) counter.add(1, { user: `u-${call}` });
  const samples = parseExposition(await expectOk(metrics.exposition.render(), 'render'));
  expect(samples).toHaveLength(101);
  expect(samples.at(-1)).toMatchObject({ labels: { user: '__overflow__' }, value: 999_900 });
  expect(errors).toHaveLength(1);
  expect(errors[0]?.details).toEqual({ metric: '"calls_total"', reason: 'series' });
});

test('names that come from data are bounded as well, and so is what is told of them', () => {
  const errors: InfraError[] = [];
  const metrics = createPrometheusMetrics({ maxMetrics: 10, onError: (error) => errors.push(error) });
  for (let user = 0; user < 20_000; user += 1) metrics.counter(`user_${user}_total`).add();
  expect(metrics.native.getMetricsAsArray()).toHaveLength(10);
  expect(errors.length).toBeLessThanOrEqual(1_000);
});

describe('process metrics', () => {
  test('are there when they are asked for, and close stops them', async () => {
    const registry = new Registry();
    const metrics = createPrometheusMetrics({ registry, processMetrics: true });
    const samples = parseExposition(await expectOk(metrics.exposition.render(), 'render'));
    const valueOf = (name: string): number => samples.find((sample) => sample.name === name)?.value ?? Number.NaN;
    expect(valueOf('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(valueOf('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(valueOf('nodejs_heap_size_used_bytes')).toBeGreaterThan(1e5);
    expect(valueOf('process_start_time_seconds')).toBeGreaterThan(1.6e9);
    await expectOk(metrics.close(), 'close');
    expect(registry.getMetricsAsArray()).toEqual([]);
    expect(createPrometheusMetrics().native.getMetricsAsArray()).toEqual([]);
  });

  test('beside prom-client’s own are a conflict', () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    expect(() => createPrometheusMetrics({ registry, processMetrics: true })).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });
});

const openMetrics = new Registry<OpenMetricsContentType>();
openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);

test.each<[string, object]>([
  ['registry', { registry: {} }],
  ['registry', { registry: openMetrics }],
  ['maxSeries', { maxSeries: 0 }],
  ['maxMetrics', { maxMetrics: 1.5 }],
  ['maxLabelLength', { maxLabelLength: '128' }],
  ['processMetrics', { processMetrics: 'yes' }],
  ['clock', { clock: {} }],
  ['onError', { onError: true }],
])('a wrong %s throws validation and names it', (name, options) => {
  expect(() => createPrometheusMetrics(options as PrometheusMetricsOptions)).toThrow(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining(`option ${name} `) as string }),
  );
});
