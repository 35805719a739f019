import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { createDrizzleRepository, type DrizzleRepository } from '../src/index.js';
import { createDatabase, query, type TestDatabase } from './postgres.js';

export const counterTable = pgTable('counters', { id: text('id').primaryKey(), value: integer('value').notNull() });

export interface Counters {
  readonly database: TestDatabase;
  readonly counters: DrizzleRepository<typeof counterTable, unknown>;
}

/** A database with one small table. */
export async function createCounters(...options: Parameters<typeof createDatabase>): Promise<Counters> {
  const database = await createDatabase(...options);
  await query(database.url, 'create table counters (id text primary key, value integer not null)');
  return { database, counters: createDrizzleRepository({ database, table: counterTable }) };
}
