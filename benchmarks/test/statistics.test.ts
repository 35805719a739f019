import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/harness/order.js';
import { cutOff, estimate, median, paired } from '../src/harness/statistics.js';

describe('median', () => {
  it('is the one in the middle, or the mean of the two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([10, 1, 2, 3])).toBe(2.5);
    expect(median([5])).toBe(5);
  });

  it('orders numbers as numbers and leaves the samples as they were', () => {
    const samples = [10, 9, 100];
    expect(median(samples)).toBe(10);
    expect(samples).toEqual([10, 9, 100]);
  });

  it('refuses to say anything of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('cutOff', () => {
  it.each([
    [1, 0],
    [5, 0],
    [6, 0],
    [8, 0],
    [9, 1],
    [11, 1],
    [21, 5],
    [31, 9],
  ])('of %i samples keeps what the binomial table says: %i from each end', (count, cut) => {
    expect(cutOff(count, 0.95)).toBe(cut);
  });
});

describe('estimate', () => {
  it('spans the samples that are left, around the median', () => {
    const { median: middle, low, high } = estimate([9, 1, 8, 2, 7, 3, 6, 4, 5]);
    expect([low, middle, high]).toEqual([2, 5, 8]);
  });

  it.each([7, 11, 21, 31])('of %i samples holds the true median at least 95 times of 100', (count) => {
    const random = createRandom(count);
    const runs = 4_000;
    // Skewed, as timings are: the median of 1 / (1 - u) is 2, its mean does not even exist.
    const skewed = (): number => 1 / (1 - random());
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      const { low, high } = estimate(Array.from({ length: count }, skewed));
      if (low <= 2 && 2 <= high) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.94);
    // An interval that is never wrong is one that says nothing; with so few samples, steps are coarse.
    expect(held / runs).toBeLessThan(0.995);
  });

  it('gets narrower with more samples', () => {
    const random = createRandom(3);
    const width = (count: number): number => {
      const { low, high } = estimate(Array.from({ length: count }, random));
      return high - low;
    };
    expect(width(301)).toBeLessThan(width(11) / 2);
  });
});

describe('paired', () => {
  it('compares round by round, so that a disturbed round cancels out', () => {
    const base = [100, 100, 1_000, 100];
    const own = [50, 50, 500, 50];
    expect(paired(own, base, (mine, theirs) => theirs / mine)).toEqual([2, 2, 2, 2]);
  });

  it('refuses samples that have no partner', () => {
    expect(() => paired([1], [1, 2], (left) => left)).toThrow(RangeError);
  });
});
