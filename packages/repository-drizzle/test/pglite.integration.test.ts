import { PGlite } from '@electric-sql/pglite';
import { neutralLayers, repositorySuite, runConformance, wrapRepositories } from '@infra/conformance';
import { decorate, repositorySpec, transactionManagerSpec } from '@infra/layers';
import { drizzle } from 'drizzle-orm/pglite';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createPgliteDatabase, type DrizzleDatabase } from '../src/index.js';
import { drizzleHarness } from './harness.js';

let pglite: PGlite;

beforeAll(async () => {
  pglite = await PGlite.create();
});

afterAll(async () => {
  await pglite.close();
});

/** PGlite takes a second to start: one for all, emptied for each. */
const harness = drizzleHarness(
  async ({ clock, onError }): Promise<DrizzleDatabase> => {
    await pglite.exec('drop schema public cascade; create schema public');
    return createPgliteDatabase({ pglite, drizzle: (client) => drizzle({ client }), clock, onError });
  },
  async (_, text, values) => (await pglite.query<Record<string, unknown>>(text, [...values])).rows,
);

describe('bare', () => {
  runConformance(repositorySuite, harness, test);
});

describe('decorated', () => {
  const wrapped = wrapRepositories(harness, {
    orders: (orders) => decorate(orders, repositorySpec, ...neutralLayers()),
    items: (items) => decorate(items, repositorySpec, ...neutralLayers()),
    transactions: (transactions) => decorate(transactions, transactionManagerSpec, ...neutralLayers()),
  });
  runConformance(repositorySuite, wrapped, test);
});
