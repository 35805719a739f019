import { err, InfraError, ok } from '@infra/core';
import { expect, test } from 'vitest';
import { p50AndP95, percentile } from '../src/runs/percentile.js';
import { SpanRecorder } from '../src/runs/span-recorder.js';

let nowMs = 0;
const time = { monotonicMs: () => nowMs, delay: async () => undefined, turn: async () => undefined };
const spec = { port: 'cache', op: 'get', provider: 'memory', subject: 'k' } as const;
const down = new InfraError({ code: 'unavailable', message: 'gone', provider: 'redis', operation: 'cache.get' });

test('measures from the beginning of the run, in microseconds', async () => {
  nowMs = 1_000;
  const recorder = new SpanRecorder(time, () => undefined);
  recorder.beginStep('cold');
  nowMs = 1_002;
  const called = await recorder.call(
    spec,
    async () => ((nowMs = 1_005.5), ok('v')),
    () => ['hit'],
  );
  recorder.endStep();
  expect(called).toEqual(ok('v'));
  expect(recorder.spans).toEqual([
    { i: 0, parent: null, kind: 'step', op: 'cold', startUs: 0, durUs: 5_500, flags: [], key: 'cold' },
    {
      i: 1,
      parent: 0,
      kind: 'call',
      port: 'cache',
      op: 'get',
      provider: 'memory',
      startUs: 2_000,
      durUs: 3_500,
      flags: ['hit'],
      key: 'cold:k/cache.get#0',
    },
  ]);
});

test('keeps a bounded number: the first ones, and after that those that failed', async () => {
  const told: number[] = [];
  const recorder = new SpanRecorder(time, ({ i }) => told.push(i), 3);
  for (let index = 0; index < 10; index += 1) {
    const called = await recorder.call(
      spec,
      async () => (index % 2 === 0 ? ok(1) : err(down)),
      () => [],
    );
    expect(called.ok).toBe(index % 2 === 0);
  }
  expect(recorder.spans.map(({ i }) => i)).toEqual([0, 1, 2, 3, 5, 7]);
  expect(told).toEqual([0, 1, 2, 3, 5, 7]);
  expect(recorder.dropped).toBe(4);
  expect(recorder.durations).toHaveLength(10);
  expect(recorder.spans[1]).toMatchObject({ code: 'unavailable', error: 'gone', flags: [] });
});

test('percentiles', () => {
  expect(p50AndP95([])).toEqual({ p50Us: 0, p95Us: 0 });
  expect(p50AndP95([3, 1, 2])).toEqual({ p50Us: 2, p95Us: 3 });
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(hundred, 0.95)).toBe(95);
});
