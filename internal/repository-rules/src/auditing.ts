import type { AuditAction, Context } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import type { OpenTransaction } from '@internal/transaction-rules';
import type { AuditRecord } from './audit-store.js';
import type { Row } from './columns.js';
import type { RepositoryParts } from './parts.js';

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
