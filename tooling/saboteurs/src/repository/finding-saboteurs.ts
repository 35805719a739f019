import type { RepositoryHarness } from '@infra/conformance';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forEachRow } from './rows.js';
import {
  failure,
  forgive,
  MEANING,
  spoilCalls,
  spoilFirst,
  spoilOptions,
  spoilRows,
  spoilValue,
  type Row,
} from './spoil.js';
import { inOrder, type Order } from './sorting.js';
import { fieldsOf, rewrite, rewriteNot } from './specifications.js';

const NONE = 'what is not there is undefined';
const MEANINGS = 'specifications mean what they say, in whatever asks them';
const OPPOSITE = 'the opposite of each specification is for all others';
const SQL = 'text that looks like SQL is text';
const ORDER = 'rows come in the order that was asked for, those without a value last, then by id';
const SELECT = 'what is selected is read, and no more';
const SENSE = 'sorts, selections and limits that make no sense are refused';
const ID = 'an id that can be none is refused';

const UPPER: Readonly<Record<string, string>> = { ä: 'Ä', ö: 'Ö', ü: 'Ü' };

const meant = (caughtBy: string, name: string, change: (condition: Row) => Row): Saboteur<RepositoryHarness> => ({
  name,
  caughtBy,
  sabotage: spoilFirst(MEANING, (where) => rewrite(where, change)),
});

const sorted = (name: string, order: Order): Saboteur<RepositoryHarness> => ({
  name,
  caughtBy: ORDER,
  sabotage: spoilCalls(['findMany'], async (call, [where, options], { right }) => {
    const { sort, limit } = (options ?? {}) as {
      readonly sort?: Parameters<typeof inOrder>[1];
      readonly limit?: number;
    };
    if (limit !== undefined) return call(where, options);
    const found = await right('findMany', where);
    return found.ok ? ok(inOrder(found.value as readonly Row[], sort ?? [], order)) : found;
  }),
});

export const findingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'gives null for nothing',
    caughtBy: NONE,
    sabotage: spoilValue(['findById', 'findOne'], (row) => row ?? null),
  },
  {
    name: 'takes it for an error that nothing is there',
    caughtBy: NONE,
    sabotage: spoilCalls(['findById'], async (call, args) => {
      const found = await call(...args);
      return found.ok && found.value === undefined ? failure('not_found') : found;
    }),
  },
  {
    name: 'counts everything',
    caughtBy: MEANINGS,
    sabotage: spoilFirst(['count'], () => ({})),
  },
  {
    name: 'says of everything that it exists',
    caughtBy: MEANINGS,
    sabotage: spoilValue(['exists'], () => true),
  },
  meant(MEANINGS, 'does not find what has no value by what it is not', (condition) =>
    'ne' in condition && condition['ne'] !== null ? { $and: [condition, { ne: null }] } : condition,
  ),
  meant(MEANINGS, 'does not find what has no value by what it is not one of', (condition) =>
    'notIn' in condition ? { $and: [condition, { ne: null }] } : condition,
  ),
  meant(MEANINGS, 'never finds null in a list', (condition) =>
    Array.isArray(condition['in'])
      ? { ...condition, in: condition['in'].filter((one: unknown) => one !== null) }
      : condition,
  ),
  meant(MEANINGS, 'takes one of none for anything', (condition) =>
    Array.isArray(condition['in']) && condition['in'].length === 0 ? { notIn: [] } : condition,
  ),
  meant(MEANINGS, 'takes a percent sign for anything', (condition) =>
    condition['contains'] === '%' ? { contains: '' } : condition,
  ),
  meant(MEANINGS, 'takes an underscore for any character', (condition) =>
    condition['contains'] === '_' ? { gt: '' } : condition,
  ),
  meant(MEANINGS, 'never looks at the case', (condition) =>
    'startsWith' in condition || 'contains' in condition ? { ...condition, ignoreCase: true } : condition,
  ),
  meant(MEANINGS, 'folds the case of umlauts', (condition) =>
    typeof condition['contains'] === 'string' && condition['ignoreCase'] === true
      ? { ...condition, contains: condition['contains'].replace(/[äöü]/g, (sign) => UPPER[sign] ?? sign) }
      : condition,
  ),
  meant(MEANINGS, 'cuts the fraction off what it compares with', (condition) =>
    typeof condition['lt'] === 'number' ? { ...condition, lt: Math.floor(condition['lt']) } : condition,
  ),
  meant(MEANINGS, 'compares bigints as doubles', (condition) =>
    typeof condition['eq'] === 'bigint' ? { eq: condition['eq'] + 1n } : condition,
  ),
  meant(MEANINGS, 'takes less for less or equal', ({ lt, ...condition }) =>
    lt === undefined ? condition : { ...condition, lte: lt },
  ),
  {
    name: 'takes or of none for everything',
    caughtBy: MEANINGS,
    sabotage: spoilFirst(MEANING, (where) =>
      (where as Row)['$or'] instanceof Array && ((where as Row)['$or'] as readonly unknown[]).length === 0 ? {} : where,
    ),
  },
  {
    name: 'takes a comparison with null for unknown, and its opposite too',
    caughtBy: OPPOSITE,
    sabotage: spoilFirst(MEANING, (where) =>
      rewriteNot(where, (inner) => ({
        $and: [{ $not: inner }, ...fieldsOf(inner).map((field) => ({ [field]: { ne: null } }))],
      })),
    ),
  },
  {
    name: 'takes the opposite of two for the opposite of each',
    caughtBy: OPPOSITE,
    sabotage: spoilFirst(MEANING, (where) =>
      rewriteNot(where, (inner) => ({
        $and: Object.entries(inner as Row).map(([name, condition]) => ({ $not: { [name]: condition } })),
      })),
    ),
  },
  ...MEANING.flatMap((name) =>
    forEachRow(
      'a specification is refused for ',
      `has ${name} take what it does not know for nothing said`,
      forgive([name], 'validation', ([_, ...rest], { right }) => right(name, {}, ...rest)),
    ),
  ),
  {
    name: 'makes text safe by taking signs out of it',
    caughtBy: SQL,
    sabotage: spoilFirst(MEANING, (where) =>
      rewrite(where, (condition) =>
        Array.isArray(condition['in'])
          ? { in: condition['in'].map((one: unknown) => (typeof one === 'string' ? one.replace(/['";\\]/g, '') : one)) }
          : condition,
      ),
    ),
  },
  sorted('sorts those without a value first', { nullsFirst: true }),
  sorted('sorts text as people do', { compareText: (a, b) => a.localeCompare(b) }),
  sorted('leaves ties as they come', { isUntied: true }),
  sorted('sorts upwards only', { isUpwards: true }),
  sorted('sorts by the first field only', { isFirstOnly: true }),
  {
    name: 'reads everything, whatever is selected',
    caughtBy: SELECT,
    sabotage: spoilOptions(['findMany', 'findOne'], ({ select: _, ...options }) => options),
  },
  {
    name: 'shows what it sorts by',
    caughtBy: SELECT,
    sabotage: spoilRows(['cursorPage'], (row) => ({ ...row, total: 1 })),
  },
  {
    name: 'takes options that make no sense for none',
    caughtBy: SENSE,
    sabotage: forgive(['findMany'], 'validation', ([where], { right }) => right('findMany', where)),
  },
  {
    name: 'sorts by data',
    caughtBy: SENSE,
    sabotage: spoilCalls(['findMany'], (call, [where, options], { right }) =>
      JSON.stringify(options).includes('tags') ? right('findMany', where) : call(where, options),
    ),
  },
  {
    name: 'finds nothing by an id that can be none',
    caughtBy: ID,
    sabotage: forgive(['findById'], 'validation', async () => ok(undefined)),
  },
  {
    name: 'looks for an id that can be none, to change it',
    caughtBy: ID,
    sabotage: forgive(['update'], 'validation', async () => failure('not_found')),
  },
  {
    name: 'deletes nothing by an id that can be none',
    caughtBy: ID,
    sabotage: forgive(['delete'], 'validation', async () => ok(false)),
  },
];
