import { describe, expect, it } from 'vitest';
import { verdict, type Bound } from '../src/harness/verdict.js';

function between(low: number, high: number): { low: number; high: number; median: number; samples: number[] } {
  return { low, high, median: (low + high) / 2, samples: [] };
}

describe('verdict', () => {
  const speed: Bound = { direction: 'at least', value: 0.5 };
  const cost: Bound = { direction: 'at most', value: 500 };

  it.each([
    [0.5, 0.6, 'PASS'],
    [0.51, 0.6, 'PASS'],
    [0.4, 0.6, 'unclear'],
    [0.4, 0.5, 'unclear'],
    [0.4, 0.499, 'MISSED'],
  ] as const)('of a speed between %d and %d, wanted ≥ 0.5, is %s', (low, high, expected) => {
    expect(verdict(between(low, high), speed)).toBe(expected);
  });

  it.each([
    [400, 500, 'PASS'],
    [-20, 10, 'PASS'],
    [400, 600, 'unclear'],
    [500, 600, 'unclear'],
    [501, 600, 'MISSED'],
  ] as const)('of a cost between %d and %d, wanted ≤ 500, is %s', (low, high, expected) => {
    expect(verdict(between(low, high), cost)).toBe(expected);
  });

  it('never passes what is not a number', () => {
    expect(verdict(between(Number.NaN, Number.NaN), speed)).toBe('unclear');
    expect(verdict(between(Number.NaN, Number.NaN), cost)).toBe('unclear');
  });
});
