import { map, ok, type AsyncResult } from '@infra/core';
import type { AuditRecord, AuditStore, Row, Statement } from '@internal/repository-rules';
import type { Predicate } from '@internal/specification-rules';
import { MemoryDriver } from './memory-driver.js';
import type { MemoryTransaction } from './memory-transaction.js';
import type { Store } from './store.js';
import { Table } from './table.js';

const text = { kind: 'text', isNullable: false, hasDefault: false, isInteger: false, isJson: false } as const;
const ID = { name: 'id', ...text };
const SUBJECT = { name: 'subject', ...text };
const ORDER = { name: 'order', ...text, kind: 'number', isInteger: true } as const;

/** The audit entries of a database: rows like any others, so that they are committed with what they tell of. */
export class AuditLog implements AuditStore<MemoryTransaction> {
  private readonly driver: MemoryDriver;
  private appended = 0;

  constructor(store: Store) {
    const columns = new Map(
      [ID, SUBJECT, ORDER, { name: 'record', ...text, kind: 'other' as const }].map((column) => [column.name, column]),
    );
    this.driver = new MemoryDriver(
      store,
      new Table({ name: 'audit entry', columns, id: ID, managed: {} }, []),
      new Map(),
    );
  }

  async append(records: readonly AuditRecord[], at: Statement<MemoryTransaction>): AsyncResult<void> {
    const rows = records.map((record): Row => {
      this.appended += 1;
      const subject = subjectOf(record.entity, record.entityId);
      return { id: record.id, subject, order: this.appended, record };
    });
    const inserted = await this.driver.insert(rows, at);
    return inserted.ok ? ok() : inserted;
  }

  async list(
    entity: string,
    id: unknown,
    { offset, limit }: { readonly offset: number; readonly limit: number },
    at: Statement<MemoryTransaction>,
  ): AsyncResult<readonly AuditRecord[]> {
    const value = subjectOf(entity, id);
    const where: Predicate = { test: 'eq', field: SUBJECT, value, ignoreCase: false, isNegated: false };
    const sort = [{ field: ORDER, isDescending: false }];
    const found = await this.driver.select({ where, sort, offset, limit: limit + 1 }, at);
    return map(found, (rows) => rows.map((row) => row['record'] as AuditRecord));
  }
}

function subjectOf(entity: string, id: unknown): string {
  return JSON.stringify([entity, typeof id, String(id)]);
}
