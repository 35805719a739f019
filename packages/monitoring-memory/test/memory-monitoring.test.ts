import { createTestClock, expectOk } from '@infra/conformance';
import { type InfraError } from '@infra/core';
import { describe, expect, test } from 'vitest';
import {
  createMemoryErrorTracker,
  createMemoryMetrics,
  createMemoryTracer,
  type MemoryMetricsOptions,
} from '../src/index.js';

const fail = (): never => {
  throw new Error('broken');
};
const brokenClock = { now: fail, monotonicMs: fail, schedule: fail };

describe('metrics', () => {
  test('value finds a series by all of its labels, whatever their order', () => {
    const metrics = createMemoryMetrics();
    metrics.counter('calls_total', { labelNames: ['a', 'b'] }).add(3, { a: '1', b: '2' });
    expect(metrics.value('calls_total', { b: '2', a: '1' })).toBe(3);
    expect(metrics.value('calls_total', { a: '1' })).toBeUndefined();
    expect(metrics.value('calls_total', { a: '1', b: '1' })).toBeUndefined();
    expect(metrics.value('missing')).toBeUndefined();
  });

  test('clear forgets values, and who holds a metric goes on counting from 0', () => {
    const errors: InfraError[] = [];
    const metrics = createMemoryMetrics({ maxSeries: 1, onError: (error) => errors.push(error) });
    const counter = metrics.counter('calls_total', { labelNames: ['a'] });
    const gauge = metrics.gauge('level');
    gauge.set(5);
    for (const a of ['x', 'y']) counter.add(1, { a });
    metrics.clear();
    expect(metrics.snapshots.read('calls_total')).toEqual([]);
    expect(metrics.value('level')).toBe(0);
    for (const a of ['y', 'z']) counter.add(1, { a });
    expect(metrics.value('calls_total', { a: 'y' })).toBe(1);
    expect(metrics.value('calls_total', { a: '__overflow__' })).toBe(1);
    expect(errors).toHaveLength(2);
  });

  test('after close nothing is counted, and what was can be read', async () => {
    const metrics = createMemoryMetrics();
    const counter = metrics.counter('calls_total');
    counter.add();
    await expectOk(metrics.close(), 'close');
    await metrics[Symbol.asyncDispose]();
    counter.add();
    metrics.counter('calls_total').add();
    metrics.gauge('level').set(1);
    expect(metrics.snapshots.read().map(({ name, value }) => [name, value])).toEqual([['calls_total', 1]]);
  });

  test('a clock that throws costs the measurement, once told', () => {
    const errors: InfraError[] = [];
    const metrics = createMemoryMetrics({ clock: brokenClock, onError: (error) => errors.push(error) });
    for (let time = 0; time < 3; time += 1) metrics.timer('wait_seconds').start()();
    expect(metrics.snapshots.read('wait_seconds')[0]?.count).toBe(0);
    expect(errors.map(({ details }) => details?.['reason'])).toEqual(['clock']);
  });
});

describe('tracer', () => {
  test('keeps the newest spans, in order, and counts those that made room', () => {
    const tracer = createMemoryTracer({ maxSpans: 3 });
    for (const name of ['1', '2', '3', '4', '5']) tracer.startSpan(name).end();
    expect(tracer.spans.map(({ name }) => name)).toEqual(['3', '4', '5']);
    expect(tracer.dropped).toBe(2);
    tracer.clear();
    expect([tracer.spans, tracer.dropped]).toEqual([[], 0]);
    tracer.startSpan('6').end();
    expect(tracer.spans.map(({ name }) => name)).toEqual(['6']);
  });

  test('gives a trace by the time of the starts, with durations', () => {
    const clock = createTestClock();
    const tracer = createMemoryTracer({ clock });
    const parent = tracer.startSpan('parent');
    clock.advance(5);
    const child = tracer.run(parent, () => tracer.startSpan('child'));
    tracer.startSpan('other').end();
    clock.advance(0.25);
    child.end();
    parent.end();
    const spans = tracer.trace(parent.context.traceparent.slice(3, 35));
    expect(spans.map(({ name, durationMs }) => [name, durationMs])).toEqual([['parent', 5.25], ['child', 0.25]]); // prettier-ignore
    expect(tracer.trace('none')).toEqual([]);
  });

  test('two tracers do not see each other’s active span', () => {
    const [one, other] = [createMemoryTracer(), createMemoryTracer()];
    one.run(one.startSpan('x'), () => {
      expect(other.active()).toBeUndefined();
      other.startSpan('y').end();
    });
    expect(other.spans[0]).not.toHaveProperty('parentSpanId');
  });

  test('of ten thousand interleaved requests none sees the span of another', async () => {
    const tracer = createMemoryTracer({ maxSpans: 30_000 });
    await Promise.all(
      Array.from({ length: 10_000 }, async (_, number) => {
        const span = tracer.startSpan('request', { attributes: { number } });
        await tracer.run(span, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          tracer.startSpan('step', { attributes: { number } }).end();
        });
        span.end();
      }),
    );
    const numbers = new Map(tracer.spans.filter(({ name }) => name === 'request').map((span) => [span.spanId, span]));
    const steps = tracer.spans.filter(({ name }) => name === 'step');
    expect(steps).toHaveLength(10_000);
    const strays = steps.filter(({ parentSpanId = '', attributes }) => {
      return numbers.get(parentSpanId)?.attributes['number'] !== attributes['number'];
    });
    expect(strays).toEqual([]);
  });

  test('bounds what one span holds, and freezes it', () => {
    const tracer = createMemoryTracer();
    const span = tracer.startSpan('x'.repeat(100_000));
    for (let index = 0; index < 1_000; index += 1) {
      span.setAttributes({ [`a${index}`]: 'v'.repeat(10_000) });
      span.addEvent('event', { index });
    }
    span.setAttributes({ a0: 'last' });
    span.end();
    const [kept] = tracer.spans;
    expect(Object.keys(kept?.attributes ?? {})).toHaveLength(128);
    expect(kept?.attributes['a0']).toBe('last');
    expect(kept?.events).toHaveLength(128);
    expect(JSON.stringify(kept).length).toBeLessThan(128 * 4_300 + 20_000);
    expect(() => Object.assign(kept?.attributes ?? {}, { a: 1 })).toThrow(TypeError);
    expect(() => (kept?.events as unknown[]).push(1)).toThrow(TypeError);
  });

  test('a clock that throws is told, and work goes on', () => {
    const errors: InfraError[] = [];
    const tracer = createMemoryTracer({ clock: brokenClock, onError: (error) => errors.push(error) });
    tracer.startSpan('x').end();
    expect(tracer.spans).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'internal', operation: 'tracer.record', provider: 'memory' });
  });
});

describe('error tracker', () => {
  test('keeps the newest reports, counts those that made room, and finds one by its id', () => {
    const tracker = createMemoryErrorTracker({ maxReports: 2 });
    const ids = ['1', '2', '3'].map((message) => tracker.captureMessage(message));
    expect(tracker.reports.map(({ message }) => message)).toEqual(['2', '3']);
    expect(tracker.dropped).toBe(1);
    expect(tracker.find(ids[2] ?? '')?.message).toBe('3');
    expect(tracker.find(ids[0] ?? '')).toBeUndefined();
    tracker.clear();
    expect([tracker.reports, tracker.dropped]).toEqual([[], 0]);
  });

  test('ids are UUIDs of version 7, by the clock', () => {
    const clock = createTestClock(new Date(0x0123456789ab));
    const id = createMemoryErrorTracker({ clock }).captureMessage('x');
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('reports are frozen, at every depth', () => {
    const tracker = createMemoryErrorTracker();
    tracker.captureException(new Error('x'), { extra: { list: [{ a: 1 }] } });
    const { list } = tracker.reports[0]?.extra as { list: { a: number }[] };
    expect(() => list.push({ a: 2 })).toThrow(TypeError);
    expect(() => Object.assign(list[0] ?? {}, { a: 2 })).toThrow(TypeError);
  });

  test('a clock that throws costs the report, and is told', () => {
    const errors: InfraError[] = [];
    const tracker = createMemoryErrorTracker({ clock: brokenClock, onError: (error) => errors.push(error) });
    expect(tracker.captureException(new Error('x'))).toBeUndefined();
    expect(errors[0]).toMatchObject({ code: 'internal', operation: 'errortracker.capture' });
  });
});

test.each<[string, () => unknown]>([
  ['maxSeries', () => createMemoryMetrics({ maxSeries: 0 })],
  ['maxMetrics', () => createMemoryMetrics({ maxMetrics: 1.5 })],
  ['maxLabelLength', () => createMemoryMetrics({ maxLabelLength: Number.NaN })],
  ['clock', () => createMemoryMetrics({ clock: {} } as MemoryMetricsOptions)],
  ['onError', () => createMemoryTracer({ onError: 'x' } as object)],
  ['maxSpans', () => createMemoryTracer({ maxSpans: -1 })],
  ['maxReports', () => createMemoryErrorTracker({ maxReports: 0 })],
  ['redactKeys', () => createMemoryErrorTracker({ redactKeys: [7] } as object)],
])('a wrong %s throws validation and names it', (name, create) => {
  expect(create).toThrow(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining(`option ${name} `) as string }),
  );
});
