import { err, ok, type Result } from '@infra/core';
import type { Row } from './columns.js';
import type { RepositoryErrors } from './errors.js';

/** What makes rows that an older version of the service wrote into what they are now. */
export interface SchemaVersion {
  readonly field: string;
  /** What is written; at least 1. */
  readonly current: number;
  /** A row of this version as one of the next. Not called for rows of the current one. */
  readonly upgrade: (row: Row, version: number) => Row;
}

/** The row as this version of the service knows it. */
export function upgraded(
  row: Row,
  schema: SchemaVersion | undefined,
  operation: string,
  errors: RepositoryErrors,
): Result<Row> {
  if (schema === undefined) return ok(row);
  const stored = row[schema.field] ?? 1;
  if (typeof stored !== 'number' || stored > schema.current)
    return err(errors.tooNew(operation, stored, schema.current));
  let current = row;
  for (let version = stored; version < schema.current; version += 1) {
    current = { ...schema.upgrade(current, version), [schema.field]: version + 1 };
  }
  return ok(current);
}
