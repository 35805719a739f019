import { describe, expect, it } from 'vitest';
import type { Contestant, TimedBench } from '../src/harness/bench.js';
import { createRandom, shuffled } from '../src/harness/order.js';
import { runRounds } from '../src/harness/rounds.js';

describe('shuffled', () => {
  it('keeps every item, and the list that it got', () => {
    const items = [1, 2, 3, 4, 5];
    const result = shuffled(items, createRandom(1));
    expect([...result].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });

  it('is the same for the same seed', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    expect(shuffled(items, createRandom(7))).toEqual(shuffled(items, createRandom(7)));
    expect(shuffled(items, createRandom(7))).not.toEqual(shuffled(items, createRandom(8)));
  });

  it('lets everybody be first, and everybody follow everybody, about equally often', () => {
    const random = createRandom(5);
    const firsts = new Map<string, number>();
    const follows = new Map<string, number>();
    for (let round = 0; round < 6_000; round += 1) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      firsts.set(order.charAt(0), (firsts.get(order.charAt(0)) ?? 0) + 1);
      for (const pair of [order.slice(0, 2), order.slice(1)]) follows.set(pair, (follows.get(pair) ?? 0) + 1);
    }
    for (const count of [...firsts.values(), ...follows.values()]) expect(Math.abs(count - 2_000)).toBeLessThan(200);
    expect(follows.size).toBe(6);
  });
});

describe('runRounds', () => {
  function recording(log: string[], names: readonly string[]): TimedBench {
    const contestants = names.map((name): Contestant => ({
      name,
      answer: () => 'right',
      run: async () => {
        log.push(name);
        const end = performance.now() + 0.2;
        while (performance.now() < end);
      },
    }));
    const [baseline = ''] = names;
    return {
      name: 'b',
      operation: 'o',
      baseline,
      contestants,
      opsPerPass: 1,
      clock: 'wall',
      expected: 'right',
      targets: [],
    };
  }

  it('gives every contestant a time per round, and as many turns as the others in each', async () => {
    const log: string[] = [];
    const names = ['a', 'b', 'c'];
    const timings = await runRounds(recording(log, names), { rounds: 6, roundMs: 0.8 });
    for (const name of names) expect(timings.get(name)).toHaveLength(6);

    const turns = log.slice(-6 * 4 * names.length);
    for (let start = 0; start < turns.length; start += names.length) {
      expect(turns.slice(start, start + names.length).sort()).toEqual(names);
    }
    const orders = new Set(
      Array.from({ length: turns.length / names.length }, (_, index) => turns.slice(index * 3, index * 3 + 3).join('')),
    );
    expect(orders.size).toBeGreaterThan(2);
  });

  it('measures nobody who gives a wrong answer', async () => {
    const bench = recording([], ['a', 'b']);
    const liar: Contestant = { name: 'liar', answer: () => 'wrong', run: async () => undefined };
    const run = runRounds({ ...bench, contestants: [...bench.contestants, liar] }, { rounds: 6, roundMs: 1 });
    await expect(run).rejects.toThrow('liar answers something else');
  });
});
