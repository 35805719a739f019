import type { LoggerHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { mapValues, spoilSubject, withValues } from './spoil.js';

/** Spoils a value, or the one that a case has wrapped. */
function spoiling(change: (value: unknown) => unknown): (harness: LoggerHarness) => LoggerHarness {
  return withValues((value) => {
    const isWrapped = typeof value === 'object' && value !== null && 'inside' in value;
    return isWrapped ? { inside: change(value.inside) } : change(value);
  });
}

export const readabilitySaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'writes a Date as a number',
    caughtBy: 'a Date is its time, and an instance of a class its own fields',
    sabotage: spoiling((value) => (value instanceof Date ? value.getTime() : value)),
  },
  {
    name: 'writes Maps and Sets as JSON does',
    caughtBy: 'Maps and Sets show what they hold',
    sabotage: spoiling((value) => (value instanceof Map || value instanceof Set ? {} : value)),
  },
  {
    name: 'writes NaN as JSON does',
    caughtBy: 'numbers that JSON does not know keep their names',
    sabotage: spoiling((value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value)),
  },
  {
    name: 'writes undefined as null',
    caughtBy: 'a field that is undefined is left out, and one that is null or empty is not',
    sabotage: spoiling((value) =>
      typeof value === 'object' && value !== null ? mapValues(value, (field) => field ?? null) : value,
    ),
  },
  {
    name: 'does not ask toJSON',
    caughtBy: 'toJSON speaks for a value, unless it gives the value itself',
    sabotage: spoiling((value) =>
      typeof value === 'object' && value !== null && 'toJSON' in value ? { ...value, toJSON: undefined } : value,
    ),
  },
  {
    name: 'leaves functions out',
    caughtBy: 'a function, a symbol, a pattern and a boxed value can be recognised',
    sabotage: spoiling((value) => (typeof value === 'function' ? undefined : value)),
  },
  {
    name: 'writes bytes out',
    caughtBy: 'bytes show their length and not what they hold',
    sabotage: spoiling((value) => (Buffer.isBuffer(value) ? [...value] : value)),
  },
  {
    name: 'does not say what was thrown',
    caughtBy: 'what reading a value throws is told in its place',
    sabotage: spoiling((value) => {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'broken')) return value;
      return { broken: '' };
    }),
  },
  {
    name: 'writes lines of any length',
    caughtBy: 'a line has bounds: whatever is in it, it stays below four mebibytes, and its beginning is there',
    sabotage: spoilSubject((subject) => ({ ...subject, raw: async () => (await subject.raw()).padEnd(5_000_000) })),
  },
  {
    name: 'cuts between the halves of a character',
    caughtBy: 'whatever is cut stays well-formed text',
    sabotage: spoiling((value) => (typeof value === 'string' ? value.slice(0, 1_001) : value)),
  },
];
