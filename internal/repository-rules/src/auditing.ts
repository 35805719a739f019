import type { AsyncResult, AuditAction, AuditEntry, Context } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import type { OpenTransaction } from '@internal/transaction-rules';
import type { Row } from './columns.js';
import type { Statement } from './driver.js';
import type { RepositoryParts } from './parts.js';

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

/** A row before and after; absent where there was none. */
export interface RowChange {
  readonly before?: Row | undefined;
  readonly after?: Row | undefined;
}

export function auditRecords<Open extends OpenTransaction>(
  { table, clock, context, actor }: RepositoryParts<Open>,
  action: AuditAction,
  changes: readonly RowChange[],
): readonly AuditRecord[] {
  const at = clock.now();
  const captured: Context = context?.capture() ?? {};
  const who = actor(captured);
  return changes.map(({ before, after }) => ({
    id: uuidv7(at.getTime()),
    entity: table.name,
    entityId: (after ?? before)?.[table.id.name],
    action,
    at,
    ...(who !== undefined && { actor: who }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    context: captured,
  }));
}
