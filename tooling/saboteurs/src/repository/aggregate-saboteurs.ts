import type { RepositoryHarness } from '@infra/conformance';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forgive, spoilArguments, spoilFirst, spoilValue, type Row, type Spoil } from './spoil.js';

const MADE = 'aggregates are made of the rows that are meant, and leave out what has no value';
const NOTHING = 'aggregates of nothing';
const GROUPS = 'groups come in the order of what they share';
const REFUSED = 'aggregates that cannot be are refused';

interface Group {
  readonly key: Row;
  readonly values: Row;
}

/** Changes what an aggregate of a kind has become. */
function made(kind: string, change: (value: unknown, values: Row) => unknown): Spoil {
  return spoilValue(['aggregate'], (value, [, aggregates]) => {
    const values = value as Row;
    return Object.fromEntries(
      Object.entries(values).map(([name, one]) => {
        const asked = (aggregates as Row)[name];
        return [name, typeof asked === 'object' && asked !== null && kind in asked ? change(one, values) : one];
      }),
    );
  });
}

function groups(change: (found: readonly Group[], args: readonly unknown[]) => readonly Group[]): Spoil {
  return spoilValue(['aggregateBy'], (found, args) => change(found as readonly Group[], args));
}

export const aggregateSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  { name: 'makes aggregates of everything', caughtBy: MADE, sabotage: spoilFirst(['aggregate'], () => ({})) },
  {
    name: 'takes no value for a value among others',
    caughtBy: MADE,
    sabotage: made('countDistinct', (value) => Number(value) + 1),
  },
  { name: 'counts what is the same each time', caughtBy: MADE, sabotage: made('countDistinct', (_, { rows }) => rows) },
  { name: 'sums bigints to a number', caughtBy: MADE, sabotage: made('sum', Number) },
  { name: 'gives sums as text', caughtBy: MADE, sabotage: made('sum', String) },
  { name: 'cuts the fraction off a mean', caughtBy: MADE, sabotage: made('avg', (value) => Math.floor(Number(value))) },
  {
    name: 'gives the least time as text',
    caughtBy: MADE,
    sabotage: made('min', (value) => (value instanceof Date ? value.toISOString() : value)),
  },
  {
    name: 'takes the last in the dictionary for the most',
    caughtBy: MADE,
    sabotage: made('max', (value) => (value === 'é' ? 'z' : value)),
  },
  { name: 'has no sum of nothing', caughtBy: NOTHING, sabotage: made('sum', () => undefined) },
  { name: 'sums nothing to a number, whatever it is of', caughtBy: NOTHING, sabotage: made('sum', () => 0) },
  { name: 'has 0 for the mean of nothing', caughtBy: NOTHING, sabotage: made('avg', (value) => value ?? 0) },
  { name: 'has null for the least of nothing', caughtBy: NOTHING, sabotage: made('min', (value) => value ?? null) },
  {
    name: 'has a group of nothing',
    caughtBy: NOTHING,
    sabotage: groups((found) => (found.length === 0 ? [{ key: {}, values: { n: 0 } }] : found)),
  },
  { name: 'gives groups as they come', caughtBy: GROUPS, sabotage: groups((found) => [...found].reverse()) },
  {
    name: 'has no group of those without a value',
    caughtBy: GROUPS,
    sabotage: groups((found) => found.filter(({ key }) => !Object.values(key).includes(null))),
  },
  {
    name: 'makes one group of what differs by its case only',
    caughtBy: GROUPS,
    sabotage: groups((found) =>
      found.filter(({ key }, at) => found.findIndex((one) => lower(one.key) === lower(key)) === at),
    ),
  },
  {
    name: 'gives all groups, whatever the limit',
    caughtBy: GROUPS,
    sabotage: spoilArguments(['aggregateBy'], (args) => args.slice(0, 3)),
  },
  {
    name: 'takes no names but its own',
    caughtBy: 'a name that an aggregate is given is only a name',
    sabotage: spoilValue(['aggregate'], (value) =>
      Object.fromEntries(Object.entries(value as Row).filter(([name]) => /^\w+$/.test(name))),
    ),
  },
  {
    name: 'makes nothing of aggregates that cannot be',
    caughtBy: REFUSED,
    sabotage: forgive(['aggregate'], 'validation', async () => ok({})),
  },
  {
    name: 'makes no groups of aggregates that cannot be',
    caughtBy: REFUSED,
    sabotage: forgive(['aggregateBy'], 'validation', async () => ok([])),
  },
];

function lower(key: Row): string {
  return JSON.stringify(key).toLowerCase();
}
