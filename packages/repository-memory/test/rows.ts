import type { QueryableRepository } from '@infra/core';
import { createMemoryDatabase, createMemoryRepository, type MemoryDatabase } from '../src/index.js';

export interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly size: number | null;
  readonly count: bigint | null;
  readonly at: Date | null;
  readonly isOpen: boolean | null;
}

export type NewRow = Partial<Row>;

/** Rows with a field of every kind that can be compared, each of which may have no value. */
export function setUp(): {
  readonly database: MemoryDatabase;
  readonly rows: QueryableRepository<Row, NewRow, string>;
} {
  const database = createMemoryDatabase();
  const rows = createMemoryRepository<Row, NewRow>({
    database,
    name: 'row',
    fields: { id: 'text', name: 'text?', size: 'number?', count: 'bigint?', at: 'date?', isOpen: 'boolean?' },
  });
  return { database, rows };
}
