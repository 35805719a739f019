import { describe, expect, it } from 'vitest';
import type { TimedBench } from '../src/harness/bench.js';
import { evaluateCounting, evaluateTimed } from '../src/harness/evaluate.js';
import { table } from '../src/harness/markdown.js';

const idle = { answer: () => undefined, run: async () => undefined };

const bench: TimedBench = {
  name: 'get',
  operation: 'a get',
  baseline: 'floor',
  opsPerPass: 1,
  clock: 'wall',
  contestants: [
    { name: 'floor', ...idle },
    { name: 'ours', note: 'a note', ...idle },
  ],
  targets: [
    { contestant: 'ours', atLeast: 0.5, goal: 0.9 },
    { contestant: 'ours', over: 'floor', atMostNs: 20 },
  ],
};

describe('evaluateTimed', () => {
  // The third round was disturbed for both.
  const timings = new Map([
    ['floor', [10, 10, 100, 10, 10, 10]],
    ['ours', [20, 20, 200, 20, 20, 20]],
  ]);
  const result = evaluateTimed(bench, timings);

  it('takes ratios of throughput round by round', () => {
    expect(result.rows[1]?.estimates['ratio']).toMatchObject({ median: 0.5, low: 0.5, high: 0.5 });
    expect(result.rows[0]?.estimates['ratio']).toMatchObject({ median: 1 });
  });

  it('checks a target, a goal and a difference', () => {
    expect(result.rows[1]?.checks.map(({ kind, metric, verdict }) => [kind, metric, verdict])).toEqual([
      ['target', 'ratio', 'PASS'],
      ['goal', 'ratio', 'MISSED'],
      ['target', 'ns more than floor', 'unclear'],
    ]);
  });

  it('holds a contestant to a ratio to another than the baseline', () => {
    const against = { contestant: 'floor', against: 'ours', atLeast: 2.5 };
    const [floor] = evaluateTimed({ ...bench, targets: [against] }, timings).rows;
    expect(floor?.estimates['ratio to ours']).toMatchObject({ median: 2 });
    expect(floor?.checks).toMatchObject([{ metric: 'ratio to ours', verdict: 'MISSED' }]);
  });

  it('shows as a table', () => {
    expect(table(result).split('\n').slice(-2)).toEqual([
      '| floor (baseline) | 10 ns | 1.00 |  |  |  |',
      '| ours | 20 ns | 0.50 | 10 ns (10 ns – 100 ns) | ≥ 0.5: **PASS**; goal ≥ 0.9: not reached; ns more than floor ≤ 20: **unclear** | a note |',
    ]);
  });
});

describe('evaluateCounting', () => {
  it('checks every metric against its own bound', () => {
    const sample = async (): Promise<Record<string, number>> => ({});
    const targets = [
      { contestant: 'ours', metric: 'loads', atMost: 1 },
      { contestant: 'ours', metric: 'commands', atMost: 4 },
    ];
    const tallies = new Map([
      [
        'ours',
        [
          { loads: 1, commands: 5 },
          { loads: 1, commands: 6 },
        ],
      ],
    ]);
    const counting = { name: 'herd', operation: 'o', repeats: 2, contestants: [{ name: 'ours', sample }], targets };
    const { metrics, rows } = evaluateCounting(counting, tallies);
    expect(metrics).toEqual(['loads', 'commands']);
    expect(rows[0]?.checks.map(({ verdict }) => verdict)).toEqual(['PASS', 'MISSED']);
  });
});
