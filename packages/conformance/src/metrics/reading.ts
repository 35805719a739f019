import assert from 'node:assert/strict';
import type { MetricSample } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { seriesOf } from './expect-metrics.js';
import { withMetrics, type MetricsHarness, type MetricsUnderTest } from './harness.js';

function fill({ metrics }: MetricsUnderTest): void {
  metrics.counter('calls_total', { labelNames: ['operation'] }).add(3, { operation: 'get' });
  metrics.gauge('connections').set(2);
  metrics.histogram('body_bytes', { buckets: [1, 10] }).record(5);
}

function assertFilled(samples: readonly MetricSample[]): void {
  const calls = seriesOf(samples, 'calls_total', { operation: 'get' });
  const connections = seriesOf(samples, 'connections');
  const bytes = seriesOf(samples, 'body_bytes');
  assert.deepEqual([calls?.value, connections?.value, bytes?.value, bytes?.count], [3, 2, 5, 1]);
  assert.deepEqual([calls?.kind, connections?.kind, bytes?.kind], ['counter', 'gauge', 'histogram']);
  const pairs = bytes?.buckets?.map(({ le, count }) => [le, count]);
  assert.deepEqual(pairs, [[1, 0], [10, 1], [Infinity, 1]]); // prettier-ignore
}

export const readingCases: readonly ConformanceCase<MetricsHarness>[] = [
  {
    name: 'the exposition has every series, of every kind, and says what it is written in',
    needs: ['parse'],
    run: (harness) =>
      withMetrics(harness, async (made) => {
        fill(made);
        const { exposition } = made.metrics;
        assert.ok(exposition !== undefined, 'there is no exposition');
        assert.match(exposition.contentType, /^[a-z]+\/[a-z-]+/);
        const text = await expectOk(exposition.render(), 'render');
        assertFilled(harness.parse?.(text) ?? []);
        made.metrics.gauge('connections').set(3);
        const [again, same] = await Promise.all([exposition.render(), exposition.render({})]);
        const samples = harness.parse?.(await expectOk(Promise.resolve(again), 'render again')) ?? [];
        assert.equal(seriesOf(samples, 'connections')?.value, 3);
        assert.deepEqual(again, same, 'two at a time');
      }),
  },
  {
    name: 'rendering with an aborted signal is cancelled, and after close it is unavailable',
    needs: ['parse'],
    run: (harness) =>
      withMetrics(harness, async ({ metrics }) => {
        const { exposition } = metrics;
        assert.ok(exposition !== undefined, 'there is no exposition');
        await expectError(exposition.render({ signal: AbortSignal.abort() }), 'cancelled', 'an aborted render');
        await expectOk(metrics.close(), 'close');
        await expectError(exposition.render(), 'unavailable', 'render after close');
      }),
  },
  {
    name: 'snapshots are every series, or those of one metric',
    needs: ['snapshots'],
    run: (harness) =>
      withMetrics(harness, async (made) => {
        fill(made);
        const { snapshots } = made.metrics;
        assert.ok(snapshots !== undefined, 'there are no snapshots');
        assertFilled(snapshots.read());
        assert.deepEqual(snapshots.read('connections').map(({ name, value }) => [name, value]), [['connections', 2]]); // prettier-ignore
        assert.deepEqual(snapshots.read('missing'), []);
      }),
  },
  {
    name: 'a snapshot is a copy as of now',
    needs: ['snapshots'],
    run: (harness) =>
      withMetrics(harness, async (made) => {
        fill(made);
        const before = made.metrics.snapshots?.read() ?? [];
        const copy = structuredClone(before);
        made.metrics.counter('calls_total').add(1, { operation: 'get' });
        made.metrics.histogram('body_bytes').record(0.5);
        made.metrics.gauge('new_ones').set(1);
        assert.deepEqual(before, copy);
        for (const { labels } of before) Reflect.set(labels, 'operation', 'forged');
        assertFilled(copy);
        assert.equal(seriesOf(await made.samples(), 'calls_total', { operation: 'get' })?.value, 4);
      }),
  },
];
