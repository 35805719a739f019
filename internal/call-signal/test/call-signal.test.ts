import { describe, expect, test } from 'vitest';
import { isNeverAborted, neverAbortedSignal, withLazySignal } from '../src/index.js';

/** Counts how often it was asked. */
function countingSource(): { readonly signal: AbortSignal; readonly asked: () => number } {
  const { signal } = new AbortController();
  let asked = 0;
  return {
    get signal() {
      asked += 1;
      return signal;
    },
    asked: () => asked,
  };
}

describe('a lazy signal', () => {
  test('is asked for when it is read, not before', () => {
    const source = countingSource();
    const options = withLazySignal({ ttlMs: 5 }, source);
    expect(source.asked()).toBe(0);
    expect(options.ttlMs).toBe(5);
    expect(options.signal).toBeInstanceOf(AbortSignal);
    expect(source.asked()).toBe(1);
  });

  test('survives being spread, assigned and destructured', () => {
    const source = countingSource();
    const options = withLazySignal({ ttlMs: 5 }, source);
    const { signal } = options;
    expect({ ...options }.signal).toBe(signal);
    expect(Object.assign({}, options).signal).toBe(signal);
  });

  test('does not show where it comes from in the names of the options', () => {
    expect(Object.keys(withLazySignal({ ttlMs: 5 }, countingSource()))).toEqual(['ttlMs', 'signal']);
  });
});

describe('a signal that never aborts', () => {
  test('is told from one that may', () => {
    expect(isNeverAborted(neverAbortedSignal())).toBe(true);
    expect(isNeverAborted(new AbortController().signal)).toBe(false);
    expect(isNeverAborted(AbortSignal.timeout(1_000_000))).toBe(false);
  });

  test('is not told of by what a provider makes of it', () => {
    expect(isNeverAborted(AbortSignal.any([neverAbortedSignal(), new AbortController().signal]))).toBe(false);
    expect(Object.keys(neverAbortedSignal())).toEqual([]);
  });
});
