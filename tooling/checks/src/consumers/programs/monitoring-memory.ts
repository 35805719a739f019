import assert from 'node:assert/strict';
import { unwrap } from '@infra/core';
import { createMemoryErrorTracker, createMemoryMetrics, createMemoryTracer } from '@infra/monitoring-memory';

async function main(): Promise<void> {
  const metrics = createMemoryMetrics();
  metrics.counter('orders_total', { labelNames: ['currency'] }).add(2, { currency: 'CHF' });
  assert.equal(metrics.value('orders_total', { currency: 'CHF' }), 2);
  const tracer = createMemoryTracer();
  const span = tracer.startSpan('order');
  await tracer.run(span, async () => tracer.startSpan('query').end());
  span.end();
  assert.deepEqual(tracer.spans.map(({ name }) => name), ['query', 'order']); // prettier-ignore
  const tracker = createMemoryErrorTracker();
  const id = tracker.captureException(new Error('declined'), { extra: { password: 'hunter2' } });
  assert.deepEqual(tracker.find(id ?? '')?.extra, { password: '[redacted]' });
  for (const each of [metrics, tracer, tracker]) unwrap(await each.close());
}

void main();
