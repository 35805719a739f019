import assert from 'node:assert/strict';
import type { ConformanceCase } from '../suite.js';
import { allOf, seriesOf, valueOf } from './expect-metrics.js';
import { withMetrics, type MetricsHarness } from './harness.js';

export const countingCases: readonly ConformanceCase<MetricsHarness>[] = [
  {
    name: 'a counter adds up, by 1 unless told otherwise',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const counter = made.metrics.counter('calls_total');
        counter.add();
        counter.add(2.5);
        counter.add(0);
        counter.add(undefined, {});
        assert.equal(await valueOf(made, 'calls_total'), 4.5);
      }),
  },
  {
    name: 'a counter says what it is',
    run: (harness) =>
      withMetrics(harness, async ({ metrics, samples }) => {
        metrics.counter('calls_total', { description: 'Calls so far.' }).add();
        assert.equal(seriesOf(await samples(), 'calls_total')?.kind, 'counter');
      }),
  },
  {
    name: 'a gauge is what it was last set to, below 0 too',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const gauge = made.metrics.gauge('temperature_celsius');
        gauge.set(21);
        gauge.set(-3.5);
        assert.equal(await valueOf(made, 'temperature_celsius'), -3.5);
        assert.equal((await allOf(made, 'temperature_celsius'))[0]?.kind, 'gauge');
        gauge.set(0);
        assert.equal(await valueOf(made, 'temperature_celsius'), 0);
      }),
  },
  {
    name: 'a gauge starts at 0 and goes up and down from what it is',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const gauge = made.metrics.gauge('connections', { labelNames: ['pool'] });
        gauge.add(3, { pool: 'a' });
        gauge.add(-5, { pool: 'a' });
        gauge.set(10, { pool: 'b' });
        gauge.add(-1, { pool: 'b' });
        assert.equal(await valueOf(made, 'connections', { pool: 'a' }), -2);
        assert.equal(await valueOf(made, 'connections', { pool: 'b' }), 9);
      }),
  },
  {
    name: 'each combination of label values is a series of its own, whatever the order of the labels',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const counter = made.metrics.counter('calls_total', { labelNames: ['operation', 'outcome'] });
        counter.add(1, { operation: 'get', outcome: 'ok' });
        counter.add(2, { outcome: 'ok', operation: 'get' });
        counter.add(4, { operation: 'get', outcome: 'error' });
        counter.add(8, { operation: 'ok', outcome: 'get' });
        counter.add(0, { operation: 'set', outcome: 'ok' });
        assert.equal(await valueOf(made, 'calls_total', { operation: 'get', outcome: 'ok' }), 3);
        assert.equal(await valueOf(made, 'calls_total', { operation: 'get', outcome: 'error' }), 4);
        assert.equal(await valueOf(made, 'calls_total', { operation: 'ok', outcome: 'get' }), 8);
        assert.equal((await allOf(made, 'calls_total')).length, 4, 'a series that was counted with 0 is there');
      }),
  },
  {
    name: 'no label value can be taken for another, nor forge a label, a line or a series',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const counter = made.metrics.counter('calls_total', { labelNames: ['a', 'b'] });
        const pairs = [
          ['1', '2,b:3'],
          ['1,b:2', '3'],
          ['x"} 7\nforged_total{a="', 'y'],
          ['\\', '\\n'],
          ['\\\n', ''],
          ['', '\\\n'],
          ['__proto__', 'constructor'],
          ['ключ 🔑', ' '],
        ] as const;
        for (const [index, [a, b]] of pairs.entries()) counter.add(index + 1, { a, b });
        for (const [index, [a, b]] of pairs.entries()) {
          assert.equal(await valueOf(made, 'calls_total', { a, b }), index + 1, JSON.stringify([a, b]));
        }
        assert.equal((await made.samples()).length, pairs.length, 'there are other series');
      }),
  },
  {
    name: 'what a caller does to its labels and options afterwards changes nothing',
    run: (harness) =>
      withMetrics(harness, async (made) => {
        const labelNames = ['step'];
        const counter = made.metrics.counter('calls_total', { labelNames });
        const labels = { step: 'first' };
        counter.add(1, labels);
        labels.step = 'second';
        labelNames[0] = 'other';
        counter.add(2, { step: 'third' });
        assert.equal(await valueOf(made, 'calls_total', { step: 'first' }), 1);
        assert.equal(await valueOf(made, 'calls_total', { step: 'third' }), 2);
        assert.equal((await allOf(made, 'calls_total')).length, 2);
      }),
  },
];
