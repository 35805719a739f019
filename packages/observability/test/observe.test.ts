import { createTestClock } from '@infra/conformance';
import type { Logger, Next } from '@infra/core';
import { createMemoryLogger } from '@infra/logger-memory';
import { expect, test } from 'vitest';
import { observe, observeAttempts } from '../src/index.js';
import { createRecordedMetrics } from './recorded-metrics.js';
import { createRecordedTracer } from './recorded-tracer.js';
import { createShop, finished } from './shop.js';

test('all three watch one call; the line is written while the span is active', async () => {
  const tracer = createRecordedTracer();
  const metrics = createRecordedMetrics();
  const memory = createMemoryLogger({ level: 'trace' });
  const active: (string | undefined)[] = [];
  const logger: Logger = {
    ...memory,
    isLevelEnabled: () => true,
    debug: () => void active.push(tracer.active()?.context.traceparent),
  };
  const clock = createTestClock();
  const shop = createShop(observe({ tracer, metrics, logger, clock, metering: { prefix: 'shop' } }), () =>
    clock.advance(5),
  );
  await finished(shop.order('ok'));
  expect(active).toEqual([tracer.spans[0]?.context.traceparent]);
  expect(metrics.sums('shop_operations_total')).toEqual({ 'shop corner order ok none': 1 });
  expect(metrics.sums('shop_operation_duration_seconds')).toEqual({ 'shop corner order ok': 5 });
  expect(tracer.spans[0]?.endTime?.getTime()).toBe(new Date('2026-01-01T00:00:00.005Z').getTime());
});

test('what is left out is not observed', () => {
  expect(observe({})).toEqual([]);
  expect(observe({ metrics: createRecordedMetrics() })).toHaveLength(1);
});

test('attempts are below the call, and counted apart', async () => {
  const tracer = createRecordedTracer();
  const metrics = createRecordedMetrics();
  const ports = { tracer, metrics };
  await finished(createShop([...observe(ports), ...observeAttempts(ports)]).order('ok'));
  expect(tracer.spans.map(({ name }) => name)).toEqual(['shop.order', 'shop.order attempt']);
  expect(metrics.sums('infra_operations_total')).toEqual({ 'shop corner order ok none': 1 });
  expect(metrics.sums('infra_attempts_total')).toEqual({ 'shop corner order ok none': 1 });
});

test('layers hand on the very result that they get', async () => {
  const value = { ok: true, value: 'the same' } as const;
  const { signal } = new AbortController();
  const call = { port: 'p', provider: 'v', operation: 'o', idempotent: true, callback: false, args: [], signal };
  const layers = observe({
    tracer: createRecordedTracer(),
    metrics: createRecordedMetrics(),
    logger: createMemoryLogger(),
  });
  const next = layers.reduceRight<Next>(
    (inner, layer) => layer(inner),
    async () => value,
  );
  expect(await next(call)).toBe(value);
});
