import { expect, test } from 'vitest';
import type { Span } from '../src/contract.js';
import { bucketsOf } from '../web/src/run/buckets.js';
import { extentOf, filterSpans, inOrder } from '../web/src/run/filter-spans.js';
import { whatLayersDid } from '../web/src/run/what-layers-did.js';

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
  filterSpans(spans, { text: '', show: 'all', step: undefined, ...filter }).map(({ i }) => i);

test('filters by words, by failure and by step', () => {
  expect(shown({})).toEqual([0, 1, 2, 3, 4]);
  expect(shown({ text: 'P-1' })).toEqual([1, 4]);
  expect(shown({ text: 'p-1 unavail' })).toEqual([4]);
  expect(shown({ text: 'loaded' })).toEqual([2]);
  expect(shown({ show: 'errors' })).toEqual([4]);
  expect(shown({ step: 'cold' })).toEqual([0, 1, 2]);
  expect(shown({ text: 'nothing' })).toEqual([]);
  const way = [...spans, call(5, 'gone', 'p-3', { correlation: 'order-7' })];
  expect(filterSpans(way, { text: 'order-7', show: 'all', step: undefined }).map(({ i }) => i)).toEqual([5]);
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

const part = (i: number, kind: 'attempt' | 'wait', attempt: number, more: Partial<Span> = {}): Span => ({
  ...call(i, 'cold', 'p-1', { kind, parent: 4, attempt, flags: [], durUs: 1_000, ...more }),
});
const retried = [
  call(4, 'gone', 'p-1', { code: 'timeout', flags: ['retried', 'injected', 'timed out', 'breaker open', 'gave up'] }),
  part(9, 'attempt', 1, { code: 'timeout', flags: ['injected', 'timed out'] }),
  part(10, 'wait', 2),
  part(11, 'attempt', 2, { code: 'timeout', flags: ['injected', 'timed out', 'breaker open'] }),
];

test('attempts and waits stand behind their call, and are shown with it', () => {
  const all = [...spans.filter(({ i }) => i !== 4), ...retried, call(5, 'gone', 'p-9')];
  const ordered = inOrder(all.reverse());
  expect(ordered.map(({ i }) => i)).toEqual([0, 1, 2, 3, 4, 9, 10, 11, 5]);
  const seen = (filter: Partial<Parameters<typeof filterSpans>[1]>): number[] =>
    filterSpans(ordered, { text: '', show: 'all', step: undefined, ...filter }).map(({ i }) => i);
  expect(seen({ show: 'retried' })).toEqual([4, 9, 10, 11]);
  expect(seen({ show: 'injected', text: 'p-1' })).toEqual([4, 9, 10, 11]);
  expect(seen({ text: 'p-9' })).toEqual([5]);
  expect(seen({ step: 'gone' })).toEqual([3, 4, 9, 10, 11, 5]);
});

test('what each layer did is said, outside in', () => {
  const [failed, ...parts] = retried;
  if (failed === undefined) throw new Error('no call');
  const layers = { timeout: { ms: 1 }, breaker: {}, retry: {}, observe: {} };
  expect(whatLayersDid(failed, parts, layers).map(({ title, did }) => `${title}: ${did}`)).toEqual([
    'Observe: –',
    'Retry: 1 more, 1.0 ms of waits; gave up',
    'Circuit breaker: became open',
    'Attempt time-out: cut off 2 of 2',
    'Fault: on purpose 2 of 2',
  ]);
  const refused = call(1, 'cold', 'p', { code: 'unavailable', flags: ['rejected'] });
  const once = [part(2, 'attempt', 1, { flags: ['rejected'] })];
  expect(whatLayersDid(refused, once, { breaker: {} })).toEqual([
    { title: 'Circuit breaker', did: 'refused', acted: true },
  ]);
  expect(whatLayersDid(call(1, 'cold', 'p'), [], {})).toEqual([]);
});
