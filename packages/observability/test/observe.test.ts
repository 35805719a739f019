import { createTestClock } from '@infra/conformance';
import type { Logger, Next } from '@infra/core';
import { createMemoryLogger } from '@infra/logger-memory';
import { createMemoryMetrics, createMemoryTracer } from '@infra/monitoring-memory';
import { expect, test } from 'vitest';
import { observe, observeAttempts } from '../src/index.js';
import { parentName, sums } from './read.js';
import { createShop, finished } from './shop.js';

test('all three watch one call; the line is written while the span is active', async () => {
  const tracer = createMemoryTracer();
  const metrics = createMemoryMetrics();
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
  expect(active).toEqual([expect.stringContaining(tracer.spans[0]?.spanId ?? 'no span')]);
  expect(sums(metrics, 'shop_operations_total')).toEqual({ 'shop corner order ok none': 1 });
  expect(sums(metrics, 'shop_operation_duration_seconds')).toEqual({ 'shop corner order ok': 5 });
  expect(tracer.spans[0]?.endTime?.getTime()).toBe(new Date('2026-01-01T00:00:00.005Z').getTime());
});

test('what is left out is not observed', () => {
  expect(observe({})).toEqual([]);
  expect(observe({ metrics: createMemoryMetrics() })).toHaveLength(1);
});

test('attempts are below the call, and counted apart', async () => {
  const tracer = createMemoryTracer();
  const metrics = createMemoryMetrics();
  const ports = { tracer, metrics };
  await finished(createShop([...observe(ports), ...observeAttempts(ports)]).order('ok'));
  expect(tracer.spans.map((span) => [span.name, parentName(tracer, span)])).toEqual([
    ['shop.order attempt', 'shop.order'],
    ['shop.order', undefined],
  ]);
  expect(sums(metrics, 'infra_operations_total')).toEqual({ 'shop corner order ok none': 1 });
  expect(sums(metrics, 'infra_attempts_total')).toEqual({ 'shop corner order ok none': 1 });
});

test('layers hand on the very result that they get', async () => {
  const value = { ok: true, value: 'the same' } as const;
  const { signal } = new AbortController();
  const call = { port: 'p', provider: 'v', operation: 'o', idempotent: true, callback: false, args: [], signal };
  const layers = observe({
    tracer: createMemoryTracer(),
    metrics: createMemoryMetrics(),
    logger: createMemoryLogger(),
  });
  const next = layers.reduceRight<Next>(
    (inner, layer) => layer(inner),
    async () => value,
  );
  expect(await next(call)).toBe(value);
});
