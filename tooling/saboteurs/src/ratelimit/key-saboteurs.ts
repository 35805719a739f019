import type { RateLimiterHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { spoil, type Spoil } from './spoil.js';

/** Takes some keys for others. */
function renaming(rename: (key: string) => string): Spoil {
  return spoil((inner) => ({
    consume: (key, options) => inner.consume(typeof key === 'string' ? rename(key) : key, options),
    reset: (key, options) => inner.reset(typeof key === 'string' ? rename(key) : key, options),
  }));
}

const APART = 'every key has an allowance of its own, whatever it is called';
const BAD_KEY = 'a key that is no name is a validation error';
const BAD_COST = 'a cost that is no whole number of tokens is a validation error, and takes nothing';

export const keySaboteurs: readonly Saboteur<RateLimiterHarness>[] = [
  { name: 'has one allowance for all', caughtBy: APART, sabotage: renaming((key) => (key === '' ? key : 'all')) },
  { name: 'ignores the case of keys', caughtBy: APART, sabotage: renaming((key) => key.toLowerCase()) },
  { name: 'trims keys', caughtBy: APART, sabotage: renaming((key) => key.trim()) },
  { name: 'normalises keys', caughtBy: APART, sabotage: renaming((key) => key.normalize()) },
  {
    name: 'resets every key',
    caughtBy: 'reset gives a key its full allowance back, and no other',
    sabotage: spoil((inner) => {
      const seen = new Set<string>();
      return {
        consume: (key, options) => {
          seen.add(key);
          return inner.consume(key, options);
        },
        reset: async (key, options) => {
          for (const other of seen) {
            const reset = await inner.reset(other);
            if (!reset.ok) return reset;
          }
          return inner.reset(key, options);
        },
      };
    }),
  },
  { name: 'cuts long keys off', caughtBy: BAD_KEY, sabotage: renaming((key) => key.slice(0, 512)) },
  {
    name: 'takes a lone surrogate for a character',
    caughtBy: BAD_KEY,
    sabotage: renaming((key) => key.toWellFormed()),
  },
  {
    name: 'rounds costs',
    caughtBy: BAD_COST,
    sabotage: spoil((inner) => ({
      consume: (key, { cost = 1, ...rest } = {}) =>
        inner.consume(key, { ...rest, cost: typeof cost === 'number' ? Math.round(cost) : cost }),
    })),
  },
  {
    name: 'gives tokens back for a negative cost',
    caughtBy: BAD_COST,
    sabotage: spoil((inner) => ({
      consume: (key, { cost = 1, ...rest } = {}) => inner.consume(key, { ...rest, cost: cost < 0 ? 0 : cost }),
    })),
  },
];
