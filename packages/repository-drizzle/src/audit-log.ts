import { map, ok, type AsyncResult, type AuditAction, type Context } from '@infra/core';
import type { AuditRecord, AuditStore, Row, Statement } from '@internal/repository-rules';
import { read, written, type TableColumn } from './columns.js';
import { answered, type Connections } from './connections.js';
import type { DatabaseTransaction } from './database-transaction.js';
import type { Query, Reply } from './executor.js';

type At = Statement<DatabaseTransaction>;
type Columns = ReadonlyMap<string, TableColumn>;

const APPEND = `insert into infra_audit (id, entity, entity_id, action, at, actor, before, after, context)
select id::uuid, entity, entity_id, action, at::timestamptz, actor, before::jsonb, after::jsonb, context::jsonb
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
as given(id, entity, entity_id, action, at, actor, before, after, context)`;

const LIST = `select id, action, at, actor, before, after, context from infra_audit
where entity = $1 and entity_id = $2 order by position limit $3 offset $4`;

/** The audit entries of one table: rows are in them as its columns write them, so that they come back as they were. */
export class AuditLog implements AuditStore<DatabaseTransaction> {
  private readonly columns: Columns;
  private readonly connections: Connections;

  constructor(columns: Columns, connections: Connections) {
    this.columns = columns;
    this.connections = connections;
  }

  async append(records: readonly AuditRecord[], at: At): AsyncResult<void> {
    const values = [
      records.map(({ id }) => id),
      records.map(({ entity }) => entity),
      records.map(({ entityId }) => String(entityId)),
      records.map(({ action }) => action),
      records.map((record) => record.at.toISOString()),
      records.map(({ actor }) => actor ?? null),
      records.map(({ before }) => this.textOf(before)),
      records.map(({ after }) => this.textOf(after)),
      records.map(({ context }) => JSON.stringify(context)),
    ];
    const appended = await this.run({ text: APPEND, values, name: 'infra_audit_append' }, at);
    return appended.ok ? ok() : appended;
  }

  async list(
    entity: string,
    id: unknown,
    { offset, limit }: { readonly offset: number; readonly limit: number },
    at: At,
  ): AsyncResult<readonly AuditRecord[]> {
    const values = [entity, String(id), limit + 1, offset];
    const found = await this.run({ text: LIST, values, name: 'infra_audit_list' }, at);
    return map(found, ({ rows }) =>
      rows.map(([entryId, action, time, actor, before, after, context]): AuditRecord => ({
        id: String(entryId),
        entity,
        entityId: id,
        action: String(action) as AuditAction,
        at: new Date(String(time)),
        ...(typeof actor === 'string' && { actor }),
        ...(typeof before === 'string' && { before: this.rowOf(before) }),
        ...(typeof after === 'string' && { after: this.rowOf(after) }),
        context: JSON.parse(String(context)) as Context,
      })),
    );
  }

  private run(query: Query, at: At): AsyncResult<Reply> {
    const operation = `repository.${at.operation}`;
    if (at.open !== undefined) return at.open.execute(query, operation);
    return answered(this.connections.execute, query, operation, at);
  }

  private textOf(row: Row | undefined): string | null {
    if (row === undefined) return null;
    const values = Object.entries(row).map(([name, value]) => {
      const column = this.columns.get(name);
      return [name, column === undefined ? null : written(value, column)];
    });
    return JSON.stringify(Object.fromEntries(values));
  }

  private rowOf(text: string): Row {
    const stored = JSON.parse(text) as Row;
    return Object.fromEntries([...this.columns].map(([name, column]) => [name, read(stored[name], column)]));
  }
}
