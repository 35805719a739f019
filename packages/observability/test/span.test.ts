import { err, ok, type Tracer } from '@infra/core';
import { createMemoryTracer } from '@infra/monitoring-memory';
import { expect, test } from 'vitest';
import { span } from '../src/index.js';
import { failure, finished } from './shop.js';

test('runs work in an active span, hands on what it gives, and ends the span', async () => {
  const tracer = createMemoryTracer();
  const made = span(tracer, 'sum', { attributes: { n: 2 } }, (own) => {
    own.addEvent('half');
    return tracer.active() === own ? 42 : 0;
  });
  expect(made).toBe(42);
  expect(tracer.spans[0]).toMatchObject({ name: 'sum', attributes: { n: 2 }, events: [{ name: 'half' }] });
});

test('waits for a promise, and returns that very promise', async () => {
  const tracer = createMemoryTracer();
  const promise = Promise.resolve(ok(1));
  const returned = span(tracer, 'wait', {}, () => promise);
  expect(returned).toBe(promise);
  expect(tracer.spans).toEqual([]);
  await finished(returned);
  expect(tracer.spans.map(({ error }) => error)).toEqual([undefined]);
});

test('fails by a Result, by what is thrown and by what is rejected', async () => {
  const tracer = createMemoryTracer();
  const error = failure('conflict');
  const thrown = new RangeError('no');
  expect(span(tracer, 'a', {}, () => err(error))).toEqual(err(error));
  await finished(span(tracer, 'b', {}, async () => err(error)));
  expect(() =>
    span(tracer, 'c', {}, () => {
      throw thrown;
    }),
  ).toThrow(thrown);
  await expect(span(tracer, 'd', {}, () => Promise.reject(thrown))).rejects.toBe(thrown);
  await finished(span(tracer, 'e', {}, async () => err(failure('cancelled'))));
  expect(tracer.spans.map((ended) => [ended.name, ended.error?.code])).toEqual([
    ['a', 'conflict'],
    ['b', 'conflict'],
    ['c', 'RangeError'],
    ['d', 'RangeError'],
    ['e', undefined],
  ]);
  expect(tracer.spans[0]?.attributes).toEqual({ 'error.type': 'conflict' });
});

test('a broken tracer keeps no work from running', () => {
  const broken = (): never => {
    throw new TypeError('broken');
  };
  const tracer: Tracer = Object.assign(createMemoryTracer(), { startSpan: broken, run: broken });
  const made = span(tracer, 'sum', {}, (own) => {
    own.setAttributes({ a: 1 });
    own.addEvent('x');
    own.fail(new Error('x'));
    own.end();
    return [own.isRecording, own.context.traceparent.length];
  });
  expect(made).toEqual([false, 55]);
});
