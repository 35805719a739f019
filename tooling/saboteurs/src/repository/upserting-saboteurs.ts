import { randomUUID } from 'node:crypto';
import type { RepositoryHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { failure, forgive, spoilArguments, spoilCalls, spoilFirst, spoilRows, type Row } from './spoil.js';

const CREATES = 'upserting creates what is not there and changes what is';
const BY = 'upserting by other fields that are unique finds the one that has them';
const SAME_TIME = 'of two that upsert the same at the same time one creates and one changes';

export const upsertingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'has an upsert change only what is there',
    caughtBy: CREATES,
    sabotage: spoilCalls(['upsert'], async (call, args, { right }) => {
      const { id } = args[0] as Row;
      const found = await right('findById', id);
      return found.ok && found.value === undefined ? failure('not_found') : call(...args);
    }),
  },
  {
    name: 'has an upsert empty what it does not name',
    caughtBy: CREATES,
    sabotage: spoilFirst(['upsert'], (values) => ({ note: null, ...(values as Row) })),
  },
  {
    name: 'has an upsert delete the old and create anew',
    caughtBy: CREATES,
    sabotage: spoilRows(['upsert'], (row) => ({ ...row, version: 1 })),
  },
  {
    name: 'upserts by the id only',
    caughtBy: BY,
    sabotage: spoilCalls(['upsert'], (_, [values], { right }) => right('create', values)),
  },
  {
    name: 'upserts by fields that are not unique',
    caughtBy: BY,
    sabotage: forgive(['upsert'], 'validation', ([values], { right }) =>
      right('findOne', { customer: (values as Row)['customer'] }),
    ),
  },
  {
    name: 'looks first and upserts then',
    caughtBy: SAME_TIME,
    sabotage: spoilCalls(['upsert'], async (_, [values], { right }) => {
      const { sku } = values as Row;
      const found = await right('findOne', { sku });
      if (!found.ok || found.value === undefined) return right('create', values);
      return right('update', (found.value as Row)['id'], values);
    }),
  },
  {
    name: 'gives several that upsert the same one each',
    caughtBy: SAME_TIME,
    sabotage: spoilArguments(['upsert'], ([values]) => [{ ...(values as Row), sku: randomUUID() }, { by: ['sku'] }]),
  },
];
