import { describe, expect, it } from 'vitest';
import { parseOptions } from '../src/options.js';

describe('parseOptions', () => {
  it('has defaults, and shorter ones when it is to be quick', () => {
    expect(parseOptions([])).toEqual({ filter: '', quick: false, build: true, rounds: 21, roundMs: 100 });
    expect(parseOptions(['--quick'])).toMatchObject({ quick: true, rounds: 7, roundMs: 20 });
  });

  it('takes a filter and settings', () => {
    expect(parseOptions(['cache-redis/get', '--rounds', '31', '--round-ms=50', '--no-build'])).toEqual({
      filter: 'cache-redis/get',
      quick: false,
      build: false,
      rounds: 31,
      roundMs: 50,
    });
  });

  it.each([[['--rounds', '5']], [['--rounds', 'many']], [['--round-ms', '0']], [['a', 'b']], [['--rouds', '7']]])(
    'refuses %j',
    (args) => {
      expect(() => parseOptions(args)).toThrow();
    },
  );
});
