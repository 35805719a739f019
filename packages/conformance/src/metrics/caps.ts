import assert from 'node:assert/strict';
import type { ConformanceCase } from '../suite.js';
import { allOf, countOf, valueOf, withReports } from './expect-metrics.js';
import type { MetricsHarness } from './harness.js';

const CAP = 5;
const BEYOND = { user: '__overflow__', plan: '__overflow__' };

export const capCases: readonly ConformanceCase<MetricsHarness>[] = [
  {
    name: 'series beyond the cap are one, whose labels all are __overflow__; no value is lost, and it is told once',
    run: (harness) =>
      withReports(
        harness,
        async (made, reports) => {
          const counter = made.metrics.counter('calls_total', { labelNames: ['user', 'plan'] });
          for (let user = 0; user < 200; user += 1) counter.add(1, { user: `u-${user}`, plan: 'free' });
          const series = await allOf(made, 'calls_total');
          assert.equal(series.length, CAP + 1);
          assert.equal(series.reduce((sum, { value }) => sum + value, 0), 200); // prettier-ignore
          assert.equal(await valueOf(made, 'calls_total', BEYOND), 200 - CAP);
          assert.equal(reports.length, 1);
        },
        { maxSeries: CAP },
      ),
  },
  {
    name: 'at the cap, series that are there count on, and those of other metrics come',
    run: (harness) =>
      withReports(
        harness,
        async (made) => {
          const counter = made.metrics.counter('calls_total', { labelNames: ['user'] });
          const timer = made.metrics.timer('call_duration_seconds', { labelNames: ['user'] });
          for (let user = 0; user <= CAP; user += 1) counter.add(1, { user: `u-${user}` });
          for (let user = 0; user < CAP; user += 1) {
            counter.add(1, { user: `u-${user}` });
            timer.record(1_000, { user: `u-${user}` });
          }
          timer.record(1_000, { user: 'one more' });
          for (let user = 0; user < CAP; user += 1) {
            assert.equal(await valueOf(made, 'calls_total', { user: `u-${user}` }), 2, `u-${user}`);
            assert.equal(await countOf(made, 'call_duration_seconds', { user: `u-${user}` }), 1, `u-${user}`);
          }
          assert.equal(await countOf(made, 'call_duration_seconds', { user: '__overflow__' }), 1);
        },
        { maxSeries: CAP },
      ),
  },
  {
    name: 'who labels with __overflow__ makes no second series of that name',
    run: (harness) =>
      withReports(
        harness,
        async (made) => {
          const gauge = made.metrics.gauge('connections', { labelNames: ['user', 'plan'] });
          for (let user = 0; user < CAP; user += 1) gauge.add(1, { user: `u-${user}`, plan: 'free' });
          gauge.add(1, BEYOND);
          gauge.add(1, { user: 'beyond', plan: 'free' });
          gauge.add(1, BEYOND);
          assert.equal(await valueOf(made, 'connections', BEYOND), 3);
          assert.equal((await allOf(made, 'connections')).length, CAP + 1);
          const other = made.metrics.gauge('rooms', { labelNames: ['user', 'plan'] });
          other.add(1, BEYOND);
          for (let user = 0; user < CAP + 2; user += 1) other.add(1, { user: `u-${user}`, plan: 'free' });
          const series = await allOf(made, 'rooms');
          assert.equal(series.reduce((sum, { value }) => sum + value, 0), CAP + 3); // prettier-ignore
          assert.equal(new Set(series.map(({ labels }) => JSON.stringify(labels))).size, series.length);
        },
        { maxSeries: CAP },
      ),
  },
  {
    name: 'a label value without end is cut, and counted',
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        const counter = made.metrics.counter('calls_total', { labelNames: ['path'] });
        const endless = '😀'.repeat(500_000);
        counter.add(1, { path: `x${endless}` });
        counter.add(1, { path: `x${endless}` });
        const [series, ...others] = await allOf(made, 'calls_total');
        const path = series?.labels['path'] ?? '';
        assert.deepEqual([series?.value, others.length], [2, 0]);
        assert.ok(path.length > 20 && path.length <= 10_000, `it has ${path.length} characters`);
        assert.ok(path.startsWith('x😀😀') && path.isWellFormed(), 'it is not its beginning');
        assert.equal(reports.length, 1);
      }),
  },
  {
    name: 'values that no encoding can hold are one series, not two that look alike',
    run: (harness) =>
      withReports(harness, async (made) => {
        const counter = made.metrics.counter('calls_total', { labelNames: ['path'] });
        counter.add(1, { path: '\ud800' });
        counter.add(1, { path: '\udc00' });
        const series = await allOf(made, 'calls_total');
        assert.deepEqual(series.map(({ value, labels }) => [value, labels['path']]), [[2, '\ufffd']]); // prettier-ignore
      }),
  },
];
