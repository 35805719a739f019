import type { RepositoryHarness } from '@infra/conformance';
import { ok, unwrapOr } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import {
  ALL,
  failure,
  forgive,
  spoil,
  spoilArguments,
  spoilCalls,
  spoilOptions,
  spoilRows,
  spoilValue,
  wrongly,
  type OperationName,
  type Row,
  type Spoil,
} from './spoil.js';

const HIDDEN = 'what is deleted softly is hidden everywhere, counts included';
const BACK = 'what is deleted softly comes back as it was, with its next version';
const RESTORE = 'restoring what is not deleted is not_found, and of another version a conflict';
const PLACE = 'what is deleted softly keeps its place among the unique ones, and an upsert of it is a conflict';
const PURGE = 'purging forgets what was deleted long enough ago, and nothing else';
const GONE = 'what is deleted for good is gone';

/** Has one operation see what is deleted: while it runs, it is not. */
function showing(name: OperationName): Spoil {
  return spoil((under) => {
    const deleted = new Set<unknown>();
    return wrongly(under, ['delete', name], async (call, args, here) => {
      const shown = here.name === name ? [...deleted] : [];
      for (const id of shown) unwrapOr(await here.right('deleted.restore', id), undefined);
      const result = await call(...args);
      for (const id of shown) unwrapOr(await here.right('delete', id), undefined);
      if (here.name === 'delete') deleted.add(args[0]);
      return result;
    });
  });
}

/** What hides the deleted, which is all but what is there for it, or makes something new. */
const HIDING = ALL.filter((name) => !name.includes('.') && !['create', 'createMany', 'upsert'].includes(name));

export const deletingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  ...HIDING.map((name) => ({ name: `has ${name} see what is deleted`, caughtBy: HIDDEN, sabotage: showing(name) })),
  {
    name: 'hides the deleted from nobody who asks for it',
    caughtBy: 'nobody asks for what is deleted by its own field',
    sabotage: spoil((under) => {
      const deleted: unknown[] = [];
      return wrongly(under, ['delete', 'findMany'], async (call, args, { name, right }) => {
        if (name === 'delete') deleted.push(args[0]);
        if (name === 'delete' || !('deletedAt' in (args[0] as Row))) return call(...args);
        const found = await right('deleted.findById', deleted[0]);
        return found.ok ? ok([found.value]) : found;
      });
    }),
  },
  {
    name: 'does not count a restore',
    caughtBy: BACK,
    sabotage: spoilRows(['deleted.restore'], (row) => ({ ...row, version: 2 })),
  },
  {
    name: 'gives the restored with the time of its end',
    caughtBy: BACK,
    sabotage: spoilRows(['deleted.restore'], (row) => ({ ...row, deletedAt: row['updatedAt'] })),
  },
  {
    name: 'deletes without a version',
    caughtBy: BACK,
    sabotage: spoilRows(['deleted.findById'], (row) => ({ ...row, version: 1 })),
  },
  {
    name: 'restores what is there',
    caughtBy: RESTORE,
    sabotage: forgive(['deleted.restore'], 'not_found', ([id], { right }) => right('findById', id)),
  },
  {
    name: 'asks no version of what is restored',
    caughtBy: RESTORE,
    sabotage: spoilOptions(['deleted.restore'], ({ ifVersion: _, ...options }) => options),
  },
  {
    name: 'finds among the deleted what is there',
    caughtBy: RESTORE,
    sabotage: spoilCalls(['deleted.findById'], async (call, args, { right }) => {
      const found = await call(...args);
      return found.ok && found.value === undefined ? right('findById', args[0]) : found;
    }),
  },
  {
    name: 'gives the place of the deleted away',
    caughtBy: PLACE,
    sabotage: forgive(['create'], 'conflict', ([values], { right }) =>
      right('create', { ...(values as Row), slot: 2 }),
    ),
  },
  {
    name: 'has an upsert bring the deleted back',
    caughtBy: PLACE,
    sabotage: forgive(['upsert'], 'conflict', ([values], { right }) =>
      right('create', { ...(values as Row), slot: 2 }),
    ),
  },
  {
    name: 'does not say that it is deleted what an upsert meets',
    caughtBy: PLACE,
    sabotage: forgive(['upsert'], 'conflict', async () => failure('conflict')),
  },
  { name: 'purges nothing, and says so', caughtBy: PURGE, sabotage: spoilCalls(['deleted.purge'], async () => ok(0)) },
  {
    name: 'purges nothing, and says that it did',
    caughtBy: PURGE,
    sabotage: spoilCalls(['deleted.purge'], async () => ok(1)),
  },
  {
    name: 'purges what is there as well',
    caughtBy: PURGE,
    sabotage: spoilCalls(['deleted.purge'], async (call, args, { right }) => {
      unwrapOr(await right('deleteMany', {}), undefined);
      return call(...args);
    }),
  },
  {
    name: 'purges whatever is deleted',
    caughtBy: PURGE,
    sabotage: spoil((under) => {
      let isPurged = false;
      return wrongly(under, ['deleted.purge', 'deleted.findById'], async (call, args, { name }) => {
        if (name === 'deleted.purge') isPurged = true;
        return isPurged && name === 'deleted.findById' ? ok(undefined) : call(...args);
      });
    }),
  },
  {
    name: 'takes a time to come for none',
    caughtBy: PURGE,
    sabotage: forgive(['deleted.purge'], 'validation', async () => ok(0)),
  },
  { name: 'says each time that it deleted', caughtBy: GONE, sabotage: spoilValue(['delete'], () => true) },
  { name: 'deletes without a trace of what it did', caughtBy: GONE, sabotage: spoilValue(['deleteMany'], () => 0) },
  {
    name: 'deletes all, meant or not',
    caughtBy: GONE,
    sabotage: spoilArguments(['deleteMany'], ([, options]) => [{}, options]),
  },
  {
    name: 'never frees an id',
    caughtBy: GONE,
    sabotage: spoil((under) => {
      const used = new Set<unknown>();
      return wrongly(under, ['create', 'delete'], async (call, args, { name }) => {
        if (name === 'delete') used.add(args[0]);
        return name === 'create' && used.has((args[0] as Row)['id']) ? failure('conflict') : call(...args);
      });
    }),
  },
];
