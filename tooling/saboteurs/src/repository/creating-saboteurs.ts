import { randomUUID } from 'node:crypto';
import type { RepositoryHarness } from '@infra/conformance';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forEachRow } from './rows.js';
import {
  changedError,
  failure,
  forgive,
  spoil,
  spoilCalls,
  spoilFirst,
  spoilRows,
  spoilValue,
  wrongly,
  type Row,
} from './spoil.js';

const MADE = 'a created entity is what was given and what is made by itself, and is found by its id';
const KINDS = 'values of every kind come back exactly';
const NUMBERS = 'numbers keep their sign, their digits and their size';
const TAKEN = 'an id that is taken is a conflict that says so, and changes nothing';
const UNIQUE = 'what must be unique is, and a field without a value is like no other';
const SEVERAL = 'several are created in their order';
const REFUSAL = 'a refusal names the field, and never the value';
const COPIES = 'entities are copies';

const READ = ['create', 'createMany', 'findById'] as const;
const forgiven = { customer: 'forgiven', total: 1 };

/** Every value of a kind, as something else. */
function distort(isMeant: (value: unknown) => boolean, change: (value: never) => unknown): (row: Row) => Row {
  return (row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, isMeant(value) ? change(value as never) : value]),
    );
}

const isDate = (value: unknown): boolean => value instanceof Date;

export const creatingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'makes ids by chance alone',
    caughtBy: MADE,
    sabotage: spoilFirst(['create'], (values) => ({ id: randomUUID(), ...(values as Row) })),
  },
  {
    name: 'leaves out what has no value',
    caughtBy: MADE,
    sabotage: spoilRows(READ, (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))),
  },
  {
    name: 'gives times as text',
    caughtBy: MADE,
    sabotage: spoilRows(
      READ,
      distort(isDate, (date: Date) => date.toISOString()),
    ),
  },
  {
    name: 'cuts the milliseconds off',
    caughtBy: KINDS,
    sabotage: spoilRows(
      READ,
      distort(isDate, (date: Date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000)),
    ),
  },
  {
    name: 'takes empty text for no value',
    caughtBy: KINDS,
    sabotage: spoilRows(
      READ,
      distort(
        (value) => value === '',
        () => null,
      ),
    ),
  },
  {
    name: 'gives truth as numbers',
    caughtBy: KINDS,
    sabotage: spoilRows(
      READ,
      distort((value) => typeof value === 'boolean', Number),
    ),
  },
  {
    name: 'keeps numbers with single precision',
    caughtBy: NUMBERS,
    sabotage: spoilRows(
      READ,
      distort((value) => typeof value === 'number', Math.fround),
    ),
  },
  {
    name: 'keeps bigints as doubles',
    caughtBy: NUMBERS,
    sabotage: spoilRows(
      READ,
      distort(
        (value) => typeof value === 'bigint',
        (value: bigint) => BigInt(Number(value)),
      ),
    ),
  },
  {
    name: 'makes every id itself',
    caughtBy: 'an id that is given is kept',
    sabotage: spoilFirst(['create'], (values) => ({ ...(values as Row), id: undefined })),
  },
  {
    name: 'writes over what has the id',
    caughtBy: TAKEN,
    sabotage: forgive(['create'], 'conflict', ([values], { right }) => right('upsert', values)),
  },
  {
    name: 'does not say what is taken',
    caughtBy: TAKEN,
    sabotage: forgive(['create'], 'conflict', async (_, __, error) => changedError(error, { details: {} })),
  },
  {
    name: 'takes no notice of what is unique',
    caughtBy: UNIQUE,
    sabotage: forgive(['create'], 'conflict', ([values], { right }) =>
      right('create', { ...(values as Row), slot: 99 }),
    ),
  },
  {
    name: 'takes two without a value for the same',
    caughtBy: UNIQUE,
    sabotage: spoilCalls(['create'], async (call, args, { right }) => {
      const { customer, slot } = args[0] as Row;
      const same = slot === null ? await right('count', { customer, slot }) : ok(0);
      return same.ok && same.value === 0 ? call(...args) : failure('conflict');
    }),
  },
  {
    name: 'gives several in the order in which they happen to be',
    caughtBy: SEVERAL,
    sabotage: spoilValue(['createMany'], (rows) => [...(rows as readonly Row[])].reverse()),
  },
  {
    name: 'creates no more than a hundred at once',
    caughtBy: SEVERAL,
    sabotage: spoilFirst(['createMany'], (rows) => (rows as readonly Row[]).slice(0, 100)),
  },
  {
    name: 'has the first of several say which fields there are',
    caughtBy: 'several with different fields each get what they were given',
    sabotage: spoilFirst(['createMany'], (rows) => {
      const given = rows as readonly Row[];
      return given.map((row) => Object.fromEntries(Object.keys(given[0] ?? {}).map((name) => [name, row[name]])));
    }),
  },
  {
    name: 'creates several one by one',
    caughtBy: 'of several of which one cannot be, none is created',
    sabotage: spoilCalls(['createMany'], async (_, [rows, options], { right }) => {
      const made: unknown[] = [];
      for (const row of rows as readonly Row[]) {
        const one = await right('create', row, options);
        if (!one.ok) return one;
        made.push(one.value);
      }
      return ok(made);
    }),
  },
  ...forEachRow(
    'creating refuses ',
    'stores what it is given, whatever it is',
    forgive(['create'], 'validation', (_, { right }) => right('create', forgiven)),
  ),
  {
    name: 'tells what was refused',
    caughtBy: REFUSAL,
    sabotage: forgive(['create'], 'validation', async ([values], _, error) =>
      changedError(error, { details: { values: JSON.stringify(values) } }),
    ),
  },
  {
    name: 'does not tell which field was refused',
    caughtBy: REFUSAL,
    sabotage: forgive(['create'], 'validation', async (_, __, error) => changedError(error, { message: 'bad input' })),
  },
  {
    name: 'keeps the very objects that it is given',
    caughtBy: COPIES,
    sabotage: spoil((under) => {
      const given = new Map<unknown, Row>();
      return wrongly(under, ['create', 'findById'], async (call, args, { name }) => {
        const result = await call(...args);
        if (!result.ok) return result;
        const { id, ...row } = result.value as Row;
        if (name === 'create') given.set(id, args[0] as Row);
        return ok({ id, ...row, ...given.get(id) });
      });
    }),
  },
  {
    name: 'gives away the very objects that it keeps',
    caughtBy: COPIES,
    sabotage: spoil((under) => {
      const kept = new Map<unknown, unknown>();
      return wrongly(under, ['findById'], async (call, args) => {
        const result = await call(...args);
        if (result.ok && !kept.has(args[0])) kept.set(args[0], result.value);
        return ok(kept.get(args[0]));
      });
    }),
  },
];
