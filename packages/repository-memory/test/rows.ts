import type { QueryableRepository } from '@infra/core';
import type { NewRow, Row } from '@tooling/arbitraries';
import { createMemoryDatabase, createMemoryRepository, type MemoryDatabase } from '../src/index.js';

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
