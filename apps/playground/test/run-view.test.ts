import { expect, test } from 'vitest';
import type { Span } from '../src/contract.js';
import { bucketsOf } from '../web/src/run/buckets.js';
import { extentOf, filterSpans } from '../web/src/run/filter-spans.js';

const step = (i: number, op: string): Span => ({
  i,
  parent: null,
  kind: 'step',
  op,
  startUs: i * 1_000,
  durUs: 500,
  flags: [],
  key: op,
});
const call = (i: number, name: string, key: string, more: Partial<Span> = {}): Span => ({
  ...{ i, parent: 0, kind: 'call', port: 'cache', op: 'getOrSet', provider: 'redis', startUs: i * 1_000, durUs: 100 },
  flags: ['hit'],
  key: `${name}:${key}/cache.getOrSet#0`,
  ...more,
});
const spans = [
  step(0, 'cold'),
  call(1, 'cold', 'p-1'),
  call(2, 'cold', 'p-2', { flags: ['loaded'] }),
  step(3, 'gone'),
  call(4, 'gone', 'p-1', { code: 'unavailable', flags: [] }),
];
const shown = (filter: Partial<Parameters<typeof filterSpans>[1]>): number[] =>
  filterSpans(spans, { text: '', errorsOnly: false, step: undefined, ...filter }).map(({ i }) => i);

test('filters by words, by failure and by step', () => {
  expect(shown({})).toEqual([0, 1, 2, 3, 4]);
  expect(shown({ text: 'P-1' })).toEqual([1, 4]);
  expect(shown({ text: 'p-1 unavail' })).toEqual([4]);
  expect(shown({ text: 'loaded' })).toEqual([2]);
  expect(shown({ errorsOnly: true })).toEqual([4]);
  expect(shown({ step: 'cold' })).toEqual([0, 1, 2]);
  expect(shown({ text: 'nothing' })).toEqual([]);
});

test('the extent is from the first beginning to the last end', () => {
  expect(extentOf(spans)).toEqual({ fromUs: 0, lengthUs: 4_100 });
  expect(extentOf([])).toEqual({ fromUs: 0, lengthUs: 1 });
});

test('every call is in one bucket, and steps in none', () => {
  const { seconds, calls, p95Ms } = bucketsOf([...spans, call(9, 'cold', 'late', { startUs: 7_900 })], 5);
  expect(calls.reduce((sum, count) => sum + count, 0)).toBe(4);
  expect(seconds.at(-1)).toBeCloseTo(0.008);
  expect(p95Ms.filter((value) => value !== null)).toHaveLength(calls.filter((count) => count > 0).length);
  expect(bucketsOf([], 0).calls.every((count) => count === 0)).toBe(true);
});
