import type { RepositoryHarness } from '@infra/conformance';
import { ok, unwrapOr } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import {
  changedError,
  failure,
  forgive,
  spoilArguments,
  spoilCalls,
  spoilFirst,
  spoilMaking,
  spoilOptions,
  spoilRows,
  spoilValue,
  type Row,
} from './spoil.js';

const UPDATE = 'an update changes what it names, counts the version and gives the entity as it is now';
const NOT_THERE = 'changing what is not there is not_found';
const CANNOT = 'changes that cannot be are refused';
const UNIQUE = 'an update that would take what is unique is a conflict, and changes nothing';
const VERSION = 'a version that somebody has changed meanwhile is a conflict that names both';
const UNSUPPORTED = 'ifVersion is unsupported where no versions are kept, and refused where it is none';
const EACH = 'each of several is changed, in their order';
const NONE = 'of several of which one cannot be changed, none is, in a transaction of the caller either';
const MANY = 'all that are meant are changed, and counted';
const WHO = 'who creates and who changes is who the context says';
const OLD =
  'what an older version of the service wrote is read as it would be now, and written so with its next change';
const OLD_MANY = 'what an older version wrote is brought up to date by changes of many, and by an upsert';

const blind = ({ ifVersion: _, ...options }: Row): Row => options;
const counted = (row: Row, by: number): Row => ({ ...row, version: Number(row['version']) + by });
const withoutLabel = (row: Row): Row => ('label' in row ? { ...row, label: null } : row);

export const changingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'empties what an update does not name',
    caughtBy: UPDATE,
    sabotage: spoilArguments(['update'], ([id, changes, options]) => [
      id,
      { points: null, ...(changes as Row) },
      options,
    ]),
  },
  {
    name: 'takes undefined for null',
    caughtBy: UPDATE,
    sabotage: spoilArguments(['update'], ([id, changes, options]) => [
      id,
      Object.fromEntries(Object.entries(changes as Row).map(([name, value]) => [name, value ?? null])),
      options,
    ]),
  },
  {
    name: 'does not count versions',
    caughtBy: UPDATE,
    sabotage: spoilRows(['update', 'findById'], (row) => ({ ...row, version: 1 })),
  },
  {
    name: 'gives the entity as it was',
    caughtBy: UPDATE,
    sabotage: spoilCalls(['update'], async (call, args, { right }) => {
      const before = await right('findById', args[0]);
      const updated = await call(...args);
      return updated.ok ? before : updated;
    }),
  },
  {
    name: 'does not say when it was changed',
    caughtBy: UPDATE,
    sabotage: spoilRows(['update', 'findById'], (row) => ({ ...row, updatedAt: row['createdAt'] })),
  },
  {
    name: 'has an update create what is not there',
    caughtBy: NOT_THERE,
    sabotage: forgive(['update'], 'not_found', ([id, changes], { right }) =>
      right('create', { id, customer: 'new', total: 1, ...(changes as Row) }),
    ),
  },
  {
    name: 'takes what is not there for a version that has passed',
    caughtBy: NOT_THERE,
    sabotage: forgive(['update'], 'not_found', async ([, , options]) =>
      failure(options === undefined ? 'not_found' : 'conflict'),
    ),
  },
  {
    name: 'leaves out of several what is not there',
    caughtBy: NOT_THERE,
    sabotage: forgive(['updateEach'], 'not_found', async () => ok([])),
  },
  {
    name: 'says that it changed what is not there',
    caughtBy: NOT_THERE,
    sabotage: spoilValue(['updateMany'], (count) => Math.max(1, Number(count))),
  },
  {
    name: 'takes changes that cannot be for none',
    caughtBy: CANNOT,
    sabotage: forgive(['update'], 'validation', ([id], { right }) => right('findById', id)),
  },
  {
    name: 'takes changes of each that cannot be for none',
    caughtBy: CANNOT,
    sabotage: forgive(['updateEach'], 'validation', async () => ok([])),
  },
  {
    name: 'takes changes of many that cannot be for none',
    caughtBy: CANNOT,
    sabotage: forgive(['updateMany'], 'validation', async () => ok(0)),
  },
  {
    name: 'changes what can be changed where something is taken',
    caughtBy: UNIQUE,
    sabotage: spoilCalls(['update'], async (call, args, { right }) => {
      const updated = await call(...args);
      if (!updated.ok) unwrapOr(await right('update', args[0], { ...(args[1] as Row), slot: undefined }), undefined);
      return updated;
    }),
  },
  {
    name: 'says that it may be tried again what is taken',
    caughtBy: UNIQUE,
    sabotage: forgive(['update'], 'conflict', async (_, __, error) => changedError(error, { retryable: true })),
  },
  { name: 'asks no version of an update', caughtBy: VERSION, sabotage: spoilOptions(['update'], blind) },
  { name: 'asks no version of what is deleted', caughtBy: VERSION, sabotage: spoilOptions(['delete'], blind) },
  {
    name: 'does not name the versions',
    caughtBy: VERSION,
    sabotage: forgive(['update'], 'conflict', async (_, __, error) => changedError(error, { details: {} })),
  },
  {
    name: 'asks for the version first and changes then',
    caughtBy: 'of many that change one version at the same time, one does',
    sabotage: spoilCalls(['update'], async (_, [id, changes, options], { right }) => {
      const found = await right('findById', id);
      const version = found.ok ? (found.value as Row | undefined)?.['version'] : undefined;
      const { ifVersion = version } = (options ?? {}) as Row;
      return ifVersion === version ? right('update', id, changes) : failure('conflict');
    }),
  },
  {
    name: 'takes no notice of a version that nobody keeps',
    caughtBy: UNSUPPORTED,
    sabotage: forgive(['update', 'delete'], 'unsupported', ([id], { name, right }) =>
      name === 'delete' ? right(name, id) : right('findById', id),
    ),
  },
  {
    name: 'takes a version that is none for any',
    caughtBy: UNSUPPORTED,
    sabotage: forgive(['update'], 'validation', ([id, changes], { right }) => right('update', id, changes)),
  },
  {
    name: 'gives the changed in another order',
    caughtBy: EACH,
    sabotage: spoilValue(['updateEach'], (rows) => [...(rows as readonly Row[])].reverse()),
  },
  {
    name: 'gives what was changed twice as it is in the end',
    caughtBy: EACH,
    sabotage: spoilValue(['updateEach'], (rows) => {
      const all = rows as readonly Row[];
      const last = new Map(all.map((row) => [row['id'], row]));
      return all.map(({ id }) => last.get(id));
    }),
  },
  {
    name: 'changes several one by one',
    caughtBy: NONE,
    sabotage: spoilCalls(['updateEach'], async (_, [updates, options], { right }) => {
      const changed: unknown[] = [];
      for (const { id, changes, ifVersion } of updates as readonly Row[]) {
        const one = await right('update', id, changes, { ...(options as Row | undefined), ifVersion });
        if (!one.ok) return one;
        changed.push(one.value);
      }
      return ok(changed);
    }),
  },
  {
    name: 'asks no version of each of several',
    caughtBy: NONE,
    sabotage: spoilFirst(['updateEach'], (updates) => (updates as readonly Row[]).map(blind)),
  },
  { name: 'changes all, meant or not', caughtBy: MANY, sabotage: spoilFirst(['updateMany'], () => ({})) },
  { name: 'does not count what it changes', caughtBy: MANY, sabotage: spoilValue(['updateMany'], () => 1) },
  {
    name: 'does not count the versions of many',
    caughtBy: MANY,
    sabotage: spoilRows(['findMany'], (row) => (row['status'] === 'paid' ? counted(row, -1) : row)),
  },
  { name: 'asks no context who it is', caughtBy: WHO, sabotage: spoilMaking(({ context: _, ...options }) => options) },
  {
    name: 'takes who changes for who created',
    caughtBy: WHO,
    sabotage: spoilRows(['update'], (row) => ({ ...row, createdBy: row['updatedBy'] })),
  },
  {
    name: 'leaves the last known where nobody is known',
    caughtBy: WHO,
    sabotage: spoilRows(['findById'], (row) => ({ ...row, updatedBy: row['updatedBy'] ?? 'bob' })),
  },
  { name: 'reads what is old as it is', caughtBy: OLD, sabotage: spoilRows(['findById', 'findMany'], withoutLabel) },
  {
    name: 'upgrades what is new once more',
    caughtBy: OLD,
    sabotage: spoilRows(['findMany'], (row) => (row['label'] === 'own' ? { ...row, label: 'new!' } : row)),
  },
  {
    name: 'asks for what the old would be',
    caughtBy: OLD,
    sabotage: spoilFirst(['count'], () => ({ sku: 'old' })),
  },
  {
    name: 'has changes leave the old as it is',
    caughtBy: OLD,
    sabotage: spoilValue(['count'], () => 0),
  },
  {
    name: 'has changes of many leave the old as it is',
    caughtBy: OLD_MANY,
    sabotage: spoilCalls(['findOne'], async () => ok(undefined)),
  },
  { name: 'has an upsert leave the old as it is', caughtBy: OLD_MANY, sabotage: spoilRows(['upsert'], withoutLabel) },
];
