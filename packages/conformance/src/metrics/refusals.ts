import assert from 'node:assert/strict';
import { isInfraError, type MetricLabels } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { allOf, countOf, seriesOf, survives, valueOf, withReports } from './expect-metrics.js';
import type { MetricsHarness } from './harness.js';

const WRONG_NUMBERS: readonly unknown[] = [Number.NaN, Infinity, -Infinity, '1', null, 1n, {}];
/** As who calls from JavaScript has them. */
const NOT_FINITE = WRONG_NUMBERS as readonly number[];
const NO_OPTIONS: unknown = null;

const throwing = (): never => {
  throw new Error('a getter that throws');
};

/** Labels that a metric with the one label `operation` cannot have. */
const WRONG_LABELS: readonly (readonly [string, unknown])[] = [
  ['none', undefined],
  ['null', null],
  ['an empty object', {}],
  ['another label', { other: 'x' }],
  ['one label too many', { operation: 'get', other: 'x' }],
  ['a number', { operation: 5 }],
  ['undefined', { operation: undefined }],
  ['an object', { operation: { toString: () => 'get' } }],
  ['no object', 'get'],
  ['a getter that throws', { get operation() { return throwing(); } }], // prettier-ignore
  ['a Proxy that throws', new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing })],
];

const WRONG_NAMES: readonly unknown[] = [
  '',
  'with space_total',
  '1st_total',
  'naïve_total',
  'a-b_total',
  'camelCase_total',
  'x_total\ny_total',
  'calls',
  'calls_count',
  '__proto__',
  undefined,
  7,
  {},
];

export const refusalCases: readonly ConformanceCase<MetricsHarness>[] = [
  {
    name: 'a counter refuses what is negative or no finite number, and goes on counting',
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        const counter = made.metrics.counter('calls_total');
        counter.add(2);
        for (const value of [...NOT_FINITE, -1, -1e-9]) survives(() => counter.add(value), String(value));
        counter.add(Number.MAX_VALUE / 2);
        survives(() => { for (let call = 0; call < 4; call += 1) counter.add(Number.MAX_VALUE / 2); }, 'an overflow'); // prettier-ignore
        assert.ok(Number.isFinite(await valueOf(made, 'calls_total')), 'it is infinite, for good');
        assert.ok(reports.length > 0, 'nobody was told');
        const other = made.metrics.counter('hits_total');
        other.add(2);
        for (const value of [...NOT_FINITE, -1]) survives(() => other.add(value), String(value));
        other.add(1);
        assert.equal(await valueOf(made, 'hits_total'), 3);
      }),
  },
  {
    name: 'a gauge refuses what is no finite number, and stays what it is',
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        const gauge = made.metrics.gauge('connections');
        gauge.set(5);
        for (const value of NOT_FINITE) {
          survives(() => gauge.set(value), `set ${String(value)}`);
          survives(() => gauge.add(value), `add ${String(value)}`);
        }
        assert.equal(await valueOf(made, 'connections'), 5);
        assert.ok(reports.length > 0, 'nobody was told');
        gauge.set(Number.MAX_VALUE);
        gauge.add(Number.MAX_VALUE);
        assert.equal(await valueOf(made, 'connections'), Number.MAX_VALUE);
      }),
  },
  {
    name: 'a histogram refuses what is no finite number, a timer what is negative too',
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        const histogram = made.metrics.histogram('body_bytes');
        const timer = made.metrics.timer('call_duration_seconds');
        histogram.record(1);
        timer.record(1_000);
        for (const value of NOT_FINITE) {
          survives(() => histogram.record(value), `a histogram, ${String(value)}`);
          survives(() => timer.record(value), `a timer, ${String(value)}`);
        }
        survives(() => timer.record(-1), 'a timer, -1');
        const huge = made.metrics.histogram('huge_bytes');
        for (let time = 0; time < 3; time += 1) survives(() => huge.record(Number.MAX_VALUE), 'an infinite sum');
        const [sum] = await allOf(made, 'huge_bytes');
        assert.deepEqual([sum?.value, sum?.count], [Number.MAX_VALUE, 1], 'a sum that is infinite, for good');
        const samples = await made.samples();
        for (const name of ['body_bytes', 'call_duration_seconds']) {
          const { value, count } = seriesOf(samples, name) ?? {};
          assert.deepEqual([value, count], [1, 1], name);
        }
        assert.equal(reports.length, 3, 'one report for each metric');
      }),
  },
  ...WRONG_LABELS.map(([what, labels]): ConformanceCase<MetricsHarness> => ({
    name: `labels that do not fit are refused, and nothing is counted: ${what}`,
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        const { metrics } = made;
        const options = { labelNames: ['operation'] };
        const wrong = labels as MetricLabels;
        const calls: readonly (readonly [string, () => void])[] = [
          ['calls_total', () => metrics.counter('calls_total', options).add(1, wrong)],
          ['connections', () => metrics.gauge('connections', options).set(1, wrong)],
          ['queue_length', () => metrics.gauge('queue_length', options).add(1, wrong)],
          ['body_bytes', () => metrics.histogram('body_bytes', options).record(1, wrong)],
          ['call_duration_seconds', () => metrics.timer('call_duration_seconds', options).record(1, wrong)],
          ['wait_seconds', () => metrics.timer('wait_seconds', options).start(wrong)(wrong)],
        ];
        for (const [name, call] of calls) {
          const before = reports.length;
          survives(call, name);
          assert.ok(reports.length > before, `${name}: nobody was told`);
          assert.deepEqual(await allOf(made, name), [], name);
        }
      }),
  })),
  {
    name: 'a metric without labels refuses any, and a gauge its call the same way',
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        survives(() => made.metrics.counter('calls_total').add(1, { operation: 'get' }), 'a counter');
        survives(() => made.metrics.gauge('connections').set(1, { operation: 'get' }), 'a gauge');
        assert.deepEqual([await valueOf(made, 'calls_total'), await valueOf(made, 'connections')], [0, 0]);
        assert.equal((await made.samples()).filter(({ labels }) => Object.keys(labels).length > 0).length, 0);
        assert.equal(reports.length, 2);
      }),
  },
  {
    name: 'a name that is not allowed is refused, and its metric can be used all the same',
    run: (harness) =>
      withReports(harness, async ({ metrics, samples }, reports) => {
        for (const name of WRONG_NAMES) {
          const before = reports.length;
          survives(() => metrics.counter(name as string).add(), String(name));
          assert.equal(reports.length, before + 1, `${JSON.stringify(name)}: nobody was told`);
        }
        survives(() => metrics.gauge('calls_total').set(1), 'a gauge named like a counter');
        survives(() => metrics.gauge('size_bucket').add(1), 'a gauge named like a bucket');
        survives(() => metrics.histogram('size_sum').record(1), 'a histogram named like a sum');
        survives(() => metrics.timer('call_duration_ms').record(1), 'a timer in another unit');
        survives(() => metrics.timer('call_ms').start()(), 'another');
        metrics.gauge('size_count_limit').set(1);
        assert.equal(reports.length, WRONG_NAMES.length + 5);
        assert.deepEqual((await samples()).map(({ name }) => name), ['size_count_limit']); // prettier-ignore
      }),
  },
  {
    name: 'options that are wrong refuse the metric: its labels, its buckets',
    run: (harness) =>
      withReports(harness, async ({ metrics, samples }, reports) => {
        const labelNames: readonly unknown[] = ['x', ['a', 'a'], ['1a'], [''], ['a b'], ['__a'], [5], ['le']];
        for (const [index, wrong] of labelNames.entries()) {
          const options = { labelNames: wrong as string[] };
          // Labels that would fit if the names were right: it is the names that are refused.
          const fitting = Object.fromEntries((Array.isArray(wrong) ? wrong : []).map((label) => [String(label), 'x']));
          survives(() => metrics.histogram(`labels_${index}`, options).record(1, fitting), JSON.stringify(wrong));
        }
        const buckets: readonly unknown[] = [[], 'x', [2, 1], [1, 1], [1, Number.NaN], ['1'], [1, Infinity], [null]];
        for (const [index, wrong] of buckets.entries()) {
          const options = { buckets: wrong as number[] };
          survives(() => metrics.histogram(`buckets_${index}`, options).record(1), JSON.stringify(wrong));
        }
        assert.equal(reports.length, labelNames.length + buckets.length);
        assert.deepEqual(await samples(), []);
        survives(() => metrics.counter('calls_total', NO_OPTIONS as object).add(), 'options that are null');
        assert.equal((await samples()).length, 1);
      }),
  },
  {
    name: 'asking twice for a name gives the same metric',
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        const options = { labelNames: ['operation'], buckets: [1, 2] };
        for (let time = 0; time < 3; time += 1) {
          made.metrics.counter('calls_total', { ...options, description: `${time}` }).add(1, { operation: 'get' });
          made.metrics.histogram('body_bytes', { ...options, buckets: [1, 2] }).record(1, { operation: 'get' });
        }
        made.metrics.counter('calls_total').add(1, { operation: 'get' });
        assert.equal(await valueOf(made, 'calls_total', { operation: 'get' }), 4);
        assert.equal(await countOf(made, 'body_bytes', { operation: 'get' }), 3);
        assert.deepEqual(reports, []);
      }),
  },
  {
    name: 'a name keeps its kind, its labels and its buckets: asking for others is told, and changes nothing',
    run: (harness) =>
      withReports(harness, async (made, reports) => {
        const { metrics } = made;
        metrics.histogram('body_bytes', { labelNames: ['route'], buckets: [1] }).record(1, { route: '/' });
        survives(() => metrics.gauge('body_bytes').set(7), 'another kind');
        assert.equal(reports.length, 1);
        survives(() => metrics.histogram('body_bytes', { labelNames: ['other'] }).record(2, { other: '/' }), 'labels');
        assert.ok(reports.length >= 2, 'other labels: nobody was told');
        metrics.gauge('connections').set(1);
        survives(() => metrics.histogram('connections').record(7), 'a gauge as a histogram');
        metrics.histogram('wait_bytes', { buckets: [1] }).record(5);
        const before = reports.length;
        metrics.histogram('wait_bytes', { buckets: [2] }).record(5);
        assert.equal(reports.length, before + 1, 'other buckets: nobody was told');
        metrics.histogram('wait_bytes', { buckets: [1, 2] });
        metrics.gauge('rooms', { labelNames: ['a', 'b'] });
        for (const labelNames of [['a'], ['a', 'b', 'c'], ['b', 'a']]) {
          const soFar: number = reports.length;
          metrics.gauge('rooms', { labelNames });
          // Once for a metric and a reason: the first of these.
          assert.equal(reports.length, labelNames.length === 1 ? soFar + 1 : soFar);
        }
        const told: number = reports.length;
        survives(() => metrics.timer('body_bytes').record(1), 'a histogram of bytes as a timer');
        assert.equal(reports.length, told, 'the same metric and reason');
        metrics.histogram('sizes_bytes').record(1);
        survives(() => metrics.timer('sizes_bytes').record(1_000), 'a histogram of bytes as a timer');
        assert.equal(reports.length, told + 1, 'a timer in bytes: nobody was told');
        assert.equal(await countOf(made, 'sizes_bytes'), 1);
        const found = seriesOf(await made.samples(), 'body_bytes', { route: '/' });
        assert.deepEqual([found?.kind, found?.count, found?.buckets?.length], ['histogram', 1, 2]);
        assert.equal((await allOf(made, 'body_bytes')).length, 1);
        assert.equal(await valueOf(made, 'connections'), 1);
        assert.deepEqual(
          (await allOf(made, 'wait_bytes'))[0]?.buckets?.map(({ le }) => le),
          [1, Infinity],
        );
      }),
  },
  {
    name: 'what is refused is told once for each metric and reason',
    run: (harness) =>
      withReports(harness, async ({ metrics }, reports) => {
        const one = metrics.counter('one_total', { labelNames: ['a'] });
        const other = metrics.counter('other_total', { labelNames: ['a'] });
        for (let time = 0; time < 100; time += 1) {
          one.add(Number.NaN, { a: 'x' });
          one.add(1, { b: 'x' });
          other.add(-1, { a: 'x' });
          metrics.gauge('one_total').set(1);
        }
        assert.equal(reports.length, 4, reports.map(({ message }) => message).join('; '));
        for (const report of reports) {
          assert.ok(isInfraError(report) && ['validation', 'conflict'].includes(report.code), `code ${report.code}`);
          assert.match(report.message, /one_total|other_total/, 'which metric it was is not said');
        }
      }),
  },
  {
    name: 'an onError that throws, or that counts wrongly itself, harms nobody',
    async run(harness) {
      const made = await harness.make({
        onError: () => {
          made.metrics.counter('errors_total').add(Number.NaN);
          throw new Error('nobody is left to tell');
        },
      });
      await using _ = made.metrics;
      const counter = made.metrics.counter('calls_total');
      survives(() => counter.add(-1), 'a refusal');
      counter.add(1);
      assert.equal(await valueOf(made, 'calls_total'), 1);
    },
  },
];
