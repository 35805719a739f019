import { randomUUID } from 'node:crypto';
import type { RepositoryHarness } from '@infra/conformance';
import type { ConnectionPool } from '@infra/core';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { inject } from 'vitest';
import '@tooling/servers/vitest';
import { createDrizzleDatabase, type DrizzleDatabase, type DrizzleDatabaseOptions } from '../src/index.js';
import { drizzleHarness } from './harness.js';

const schemas = new WeakMap<DrizzleDatabase, string>();

/** Where a schema of its own is what names without one mean. */
export function urlOf(schema: string): string {
  const url = new URL(inject('postgresUrl'));
  url.searchParams.set('options', `-c search_path=${schema}`);
  return url.href;
}

/** An empty schema on the PostgreSQL of the run. */
export async function createSchema(): Promise<string> {
  const schema = `s${randomUUID().replaceAll('-', '')}`;
  await query(inject('postgresUrl'), `create schema ${schema}`);
  return schema;
}

/** A statement on a connection of its own. */
export async function query(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

export type TestDatabase = DrizzleDatabase<NodePgDatabase> & { readonly pool: ConnectionPool; readonly url: string };

/** A database that shares nothing with any other of the run. */
export async function createDatabase(
  options: Pick<DrizzleDatabaseOptions, 'clock' | 'onError' | 'connection' | 'prepare' | 'connectTimeoutMs'> = {},
): Promise<TestDatabase> {
  const url = urlOf(await createSchema());
  const database = { ...createDrizzleDatabase({ url, ...options }), url };
  schemas.set(database, url);
  return database;
}

export function postgresHarness(prepare = true): RepositoryHarness {
  const harness = drizzleHarness(
    ({ clock, onError }) => createDatabase({ clock, onError, prepare }),
    (database, text, values) => query(schemas.get(database) ?? '', text, values),
    () => createDrizzleDatabase({ url: 'postgres://postgres:none@127.0.0.1:1/postgres', connectTimeoutMs: 500 }),
  );
  return { ...harness, concurrent: true };
}
