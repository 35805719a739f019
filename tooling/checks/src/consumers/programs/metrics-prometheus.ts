// The process must end by itself after close(), though it measured itself.
import assert from 'node:assert/strict';
import { unwrap } from '@infra/core';
import { createPrometheusMetrics } from '@infra/metrics-prometheus';

async function main(): Promise<void> {
  const metrics = createPrometheusMetrics({ processMetrics: true });
  metrics.counter('orders_total', { labelNames: ['currency'] }).add(2, { currency: 'CHF' });
  const text = unwrap(await metrics.exposition.render());
  assert.match(text, /^orders_total\{currency="CHF"\} 2$/m);
  assert.match(text, /^process_resident_memory_bytes \d/m);
  assert.equal(typeof metrics.native.metrics, 'function');
  unwrap(await metrics.close());
}

void main();
