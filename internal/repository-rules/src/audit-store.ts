import type { AsyncResult, AuditEntry } from '@infra/core';
import type { Row } from './columns.js';
import type { Statement } from './driver.js';

export type AuditRecord = AuditEntry<Row, unknown>;

/** Keeps who changed what, in the transaction of the change. */
export interface AuditStore<Open> {
  append(records: readonly AuditRecord[], statement: Statement<Open>): AsyncResult<void>;
  /** From `offset` on, in the order in which they were appended, one more than `limit` where there are more. */
  list(
    entity: string,
    id: unknown,
    range: { readonly offset: number; readonly limit: number },
    statement: Statement<Open>,
  ): AsyncResult<readonly AuditRecord[]>;
}
