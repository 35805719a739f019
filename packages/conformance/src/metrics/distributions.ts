import assert from 'node:assert/strict';
import type { MetricSample } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { createTestClock } from '../test-clock.js';
import { countOf, seriesOf } from './expect-metrics.js';
import { withMetrics, type MetricsHarness, type MetricsUnderTest } from './harness.js';

/** Sums of binary fractions differ in their last digits by the order of adding. */
function isNear(found: number | undefined, wanted: number, what: string): void {
  assert.ok(found !== undefined && Math.abs(found - wanted) < 1e-9, `${what}: ${found}, not ${wanted}`);
}

function pairsOf(sample: MetricSample | undefined): readonly (readonly [number, number])[] {
  return (sample?.buckets ?? []).map(({ le, count }) => [le, count]);
}

async function histogramOf({ samples }: MetricsUnderTest, name: string, labels = {}): Promise<MetricSample> {
  const found = seriesOf(await samples(), name, labels);
  assert.ok(found !== undefined, `${name} is not there`);
  assert.equal(found.kind, 'histogram');
  return found;
}

export const distributionCases: readonly ConformanceCase<MetricsHarness>[] = [
  {
    name: 'a histogram has the sum and the number of its values',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const histogram = made.metrics.histogram('body_bytes', { buckets: [10, 100] });
        for (const value of [1, 50, 5_000, 0]) histogram.record(value);
        const { value, count } = await histogramOf(made, 'body_bytes');
        assert.deepEqual([value, count], [5_051, 4]);
      }),
  },
  {
    name: 'a bucket counts what is at most its bound, the buckets below it included, the last is infinite',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const histogram = made.metrics.histogram('delta_bytes', { buckets: [-1, 0, 10, 100] });
        for (const value of [-1, -0.5, 10, 10.5, 99, 100, 1_000, 2_000]) histogram.record(value);
        assert.deepEqual(pairsOf(await histogramOf(made, 'delta_bytes')), [
          [-1, 1],
          [0, 2],
          [10, 3],
          [100, 6],
          [Number.POSITIVE_INFINITY, 8],
        ]);
      }),
  },
  {
    name: 'the values of one label are not counted for another',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const histogram = made.metrics.histogram('body_bytes', { buckets: [10], labelNames: ['route'] });
        histogram.record(5, { route: '/a' });
        histogram.record(50, { route: '/b' });
        assert.deepEqual(pairsOf(await histogramOf(made, 'body_bytes', { route: '/a' })), [[10, 1], [Infinity, 1]]); // prettier-ignore
        assert.deepEqual(pairsOf(await histogramOf(made, 'body_bytes', { route: '/b' })), [[10, 0], [Infinity, 1]]); // prettier-ignore
      }),
  },
  {
    name: 'buckets that nobody chose tell milliseconds from seconds',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        made.metrics.timer('call_duration_seconds').record(20);
        made.metrics.histogram('wait_seconds').record(0.02);
        for (const name of ['call_duration_seconds', 'wait_seconds']) {
          const pairs = pairsOf(await histogramOf(made, name));
          assert.ok(pairs.some(([, count]) => count === 0), `${name}: no bucket below 20 ms`); // prettier-ignore
          assert.ok(pairs.some(([le, count]) => le < 1 && count === 1), `${name}: none between 20 ms and a second`); // prettier-ignore
        }
      }),
  },
  {
    name: 'a timer takes milliseconds and is read in seconds',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const timer = made.metrics.timer('call_duration_seconds', { labelNames: ['operation'] });
        timer.record(1_500, { operation: 'get' });
        timer.record(0, { operation: 'get' });
        const { value, count } = await histogramOf(made, 'call_duration_seconds', { operation: 'get' });
        isNear(value, 1.5, 'the sum');
        assert.equal(count, 2);
      }),
  },
  {
    name: 'a timer measures from its start to its stop, by a clock that cannot be moved',
    async run(harness) {
      const clock = createTestClock();
      await withMetrics(
        harness,
        async (made) => {
          const timer = made.metrics.timer('call_duration_seconds');
          const first = timer.start();
          clock.advance(250);
          const second = timer.start();
          clock.setNow(new Date('2020-01-01T00:00:00Z'));
          clock.advance(500);
          second();
          first();
          const { value, count } = await histogramOf(made, 'call_duration_seconds');
          isNear(value, 1.25, 'both durations');
          assert.equal(count, 2);
        },
        { clock },
      );
    },
  },
  {
    name: 'a timer is stopped once, however often it is told',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const stop = made.metrics.timer('call_duration_seconds').start();
        assert.equal(await countOf(made, 'call_duration_seconds'), 0, 'it counts before it is stopped');
        stop();
        stop();
        stop();
        assert.equal(await countOf(made, 'call_duration_seconds'), 1);
      }),
  },
  {
    name: 'labels at the stop of a timer join those of its start, and win',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const timer = made.metrics.timer('call_duration_seconds', { labelNames: ['operation', 'outcome'] });
        const labels = { operation: 'get' };
        const stop = timer.start(labels);
        labels.operation = 'changed';
        stop({ outcome: 'ok' });
        timer.start({ operation: 'get', outcome: 'unknown' })({ outcome: 'error' });
        timer.start({ operation: 'set', outcome: 'ok' })();
        for (const [operation, outcome] of [
          ['get', 'ok'],
          ['get', 'error'],
          ['set', 'ok'],
        ] as const) {
          // prettier-ignore
          assert.equal(await countOf(made, 'call_duration_seconds', { operation, outcome }), 1, `${operation} ${outcome}`);
        }
      }),
  },
];
