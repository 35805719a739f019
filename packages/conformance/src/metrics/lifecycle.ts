import assert from 'node:assert/strict';
import { err } from '@infra/core';
import { expectProvider } from '../expect-provider.js';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { survives, valueOf, withReports } from './expect-metrics.js';
import type { MetricsHarness } from './harness.js';

export const lifecycleCases: readonly ConformanceCase<MetricsHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) =>
      withReports(harness, async ({ metrics }, reports) => {
        metrics.counter('calls_total').add(-1);
        const [report] = reports;
        assert.ok(report !== undefined, 'nobody was told of a negative counter');
        await expectProvider(metrics, Promise.resolve(err(report)));
      }),
  },
  {
    name: 'metrics of one name in two places have nothing in common',
    run: (harness) =>
      withReports(harness, (one) =>
        withReports(harness, async (other, reports) => {
          one.metrics.counter('calls_total').add(1);
          other.metrics.gauge('connections').set(1);
          one.metrics.gauge('connections').set(2);
          other.metrics.counter('calls_total').add(4);
          assert.deepEqual([await valueOf(one, 'calls_total'), await valueOf(other, 'calls_total')], [1, 4]);
          assert.deepEqual([await valueOf(one, 'connections'), await valueOf(other, 'connections')], [2, 1]);
          assert.deepEqual(reports, []);
        }),
      ),
  },
  {
    name: 'close is idempotent, and calls after it neither throw nor are told',
    run: (harness) =>
      withReports(harness, async ({ metrics, samples }, reports) => {
        const counter = metrics.counter('calls_total', { labelNames: ['a'] });
        const stop = metrics.timer('call_duration_seconds').start();
        const results = await Promise.all([metrics.close(), metrics.close()]);
        assert.ok(results.every((result) => result.ok), 'closing twice at a time'); // prettier-ignore
        await expectOk(metrics.close({ deadlineMs: 1 }), 'closing again');
        survives(() => {
          counter.add(1, { a: 'x' });
          stop();
          metrics.gauge('connections').set(1);
          metrics.timer('wait_seconds').start()();
        }, 'after close');
        const counted = (await samples()).filter(
          ({ name, value, count }) => value > 0 || count === 1 || name === 'connections',
        );
        assert.deepEqual(counted, [], 'it counts after it was closed');
        assert.deepEqual(reports, []);
      }),
  },
];
