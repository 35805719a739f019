import { unwrap } from '@infra/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPrometheusMetrics } from '../src/index.js';
import { parseExposition } from './parse-exposition.js';

// The parser throws for a series that is there twice, for buckets that fall and for what is no line of the format.

const text = fc.string({ unit: 'binary', maxLength: 12 });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 });
const calls = fc.array(fc.record({ a: text, b: text, value: finite }), { maxLength: 60 });
// Without a negative zero, which is no rise from zero.
const bounds = fc
  .uniqueArray(
    finite.map((bound) => bound + 0),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) => [...list].sort((x, y) => x - y));

test('whatever is recorded under whatever labels: each series once, buckets that rise, all values counted', async () => {
  await fc.assert(
    fc.asyncProperty(calls, bounds, fc.integer({ min: 1, max: 20 }), async (recorded, buckets, maxSeries) => {
      await using metrics = createPrometheusMetrics({ maxSeries });
      const labelNames = ['a', 'b'];
      const histogram = metrics.histogram('values', { labelNames, buckets });
      const counter = metrics.counter('calls_total', { labelNames });
      const gauge = metrics.gauge('level', { labelNames });
      for (const { value, ...labels } of recorded) {
        histogram.record(value, labels);
        counter.add(1, labels);
        gauge.set(value, labels);
      }
      const samples = parseExposition(unwrap(await metrics.exposition.render()));
      const sum = (kind: string): number =>
        samples.filter((sample) => sample.kind === kind).reduce((all, { value, count }) => all + (count ?? value), 0);
      expect(sum('histogram')).toBe(recorded.length);
      expect(sum('counter')).toBe(recorded.length);
      expect(samples.length).toBeLessThanOrEqual(3 * (maxSeries + 1));
      for (const { buckets: found } of samples.filter(({ kind }) => kind === 'histogram')) {
        expect(found?.map(({ le }) => le)).toEqual([...buckets, Infinity]);
      }
    }),
    { numRuns: 200 },
  );
});

test('each bucket counts what is at most its bound', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(finite, { maxLength: 40 }), bounds, async (values, buckets) => {
      await using metrics = createPrometheusMetrics();
      const histogram = metrics.histogram('values', { buckets });
      for (const value of values) histogram.record(value);
      const [sample] = parseExposition(unwrap(await metrics.exposition.render()));
      for (const { le, count } of sample?.buckets ?? []) {
        expect(count).toBe(values.filter((value) => value <= le).length);
      }
    }),
    { numRuns: 200 },
  );
});
