import { err, map, ok, type AsyncResult, type AuditAction, type Result } from '@infra/core';
import type { Predicate } from '@internal/specification-rules';
import type { OpenTransaction } from '@internal/transaction-rules';
import { auditRecords, type RowChange } from './auditing.js';
import type { Row } from './columns.js';
import type { RowChanges, Statement } from './driver.js';
import type { RepositoryParts } from './parts.js';
import { both, hasId, hasIdIn } from './queries.js';
import { upgraded } from './upgrades.js';

/** Changes rows that are there, with all that goes along: rows of an older schema are brought up to date, changes are noted. */
export interface Changing<Open> {
  /** Whether a change takes several statements. */
  readonly isCompound: boolean;
  note(action: AuditAction, changes: readonly RowChange[], statement: Statement<Open>): AsyncResult<void>;
  /** Writes rows of an older schema as this version of the service knows them. */
  modernise(where: Predicate, statement: Statement<Open>): AsyncResult<void>;
  /** The row as it is now; undefined where there is none that fits. */
  one(
    action: AuditAction,
    where: Predicate,
    changes: RowChanges,
    statement: Statement<Open>,
  ): AsyncResult<Row | undefined>;
  many(action: AuditAction, where: Predicate, changes: RowChanges, statement: Statement<Open>): AsyncResult<number>;
  /** Deletes for good. */
  erase(action: AuditAction, where: Predicate, statement: Statement<Open>): AsyncResult<number>;
}

export function createChanging<Open extends OpenTransaction>(parts: RepositoryParts<Open>): Changing<Open> {
  const { table, driver, errors, audit, schema } = parts;
  const idOf = (row: Row): unknown => row[table.id.name];

  function locked(
    where: Predicate,
    limit: number | undefined,
    statement: Statement<Open>,
  ): AsyncResult<readonly Row[]> {
    return driver.select({ where, sort: [], limit, isLocking: true }, statement);
  }

  async function note(
    action: AuditAction,
    changes: readonly RowChange[],
    statement: Statement<Open>,
  ): AsyncResult<void> {
    if (audit === undefined || changes.length === 0) return ok();
    return audit.append(auditRecords(parts, action, changes), statement);
  }

  function modern(row: Row, operation: string): Result<Row> {
    return upgraded(row, schema, operation, errors);
  }

  async function modernise(where: Predicate, statement: Statement<Open>): AsyncResult<void> {
    const field = schema === undefined ? undefined : table.columns.get(schema.field);
    if (schema === undefined || field === undefined) return ok();
    const older: Predicate = { test: 'eq', field, value: schema.current, ignoreCase: false, isNegated: true };
    const found = await locked(both(where, older), undefined, statement);
    if (!found.ok) return found;
    for (const row of found.value) {
      const now = modern(row, statement.operation);
      if (!now.ok) return now;
      const changed = Object.entries(now.value).filter(([name, value]) => row[name] !== value);
      const changes = { set: Object.fromEntries(changed), increment: undefined };
      const written = await driver.update(hasId(table, idOf(row)), changes, statement);
      if (!written.ok) return written;
    }
    return ok();
  }

  return {
    isCompound: audit !== undefined || schema !== undefined,
    note,
    modernise,
    one: async (action, where, changes, statement) => {
      const ready = await modernise(where, statement);
      if (!ready.ok) return ready;
      let before: Row | undefined;
      if (audit !== undefined) {
        const found = await locked(where, 1, statement);
        if (!found.ok) return found;
        [before] = found.value;
        if (before === undefined) return ok(undefined);
      }
      const updated = await driver.update(where, changes, statement);
      if (!updated.ok) return updated;
      const [after] = updated.value;
      if (after === undefined) return ok(undefined);
      return map(await note(action, [{ before, after }], statement), () => after);
    },
    many: async (action, where, changes, statement) => {
      const ready = await modernise(where, statement);
      if (!ready.ok) return ready;
      if (audit === undefined) return driver.updateMany(where, changes, statement);
      const before = await locked(where, undefined, statement);
      if (!before.ok || before.value.length === 0) return map(before, () => 0);
      const after = await driver.update(hasIdIn(table, before.value.map(idOf)), changes, statement);
      if (!after.ok) return after;
      const now = new Map(after.value.map((row) => [idOf(row), row]));
      const pairs = before.value.map((row) => ({ before: row, after: now.get(idOf(row)) }));
      return map(await note(action, pairs, statement), () => pairs.length);
    },
    erase: async (action, where, statement) => {
      if (audit === undefined) return driver.delete(where, statement);
      const before = await locked(where, undefined, statement);
      if (!before.ok || before.value.length === 0) return map(before, () => 0);
      const deleted = await driver.delete(hasIdIn(table, before.value.map(idOf)), statement);
      if (!deleted.ok) return deleted;
      const changes = before.value.map((row) => ({ before: row }));
      return map(await note(action, changes, statement), () => deleted.value);
    },
  };
}

/** What may be changed of one entity: it is there, and of the version that the caller has seen. */
export function createFitting<Open extends OpenTransaction>(
  { table, driver, errors }: RepositoryParts<Open>,
  visible: Predicate,
): {
  fits(id: unknown, ifVersion: number | undefined): Predicate;
  /** Why there was none that fits. */
  whyNot(id: unknown, ifVersion: number | undefined, statement: Statement<Open>): AsyncResult<never>;
} {
  const version = table.columns.get(table.managed.version ?? '');
  return {
    fits: (id, ifVersion) => {
      const shown = both(hasId(table, id), visible);
      if (ifVersion === undefined || version === undefined) return shown;
      return both(shown, { test: 'eq', field: version, value: ifVersion, ignoreCase: false, isNegated: false });
    },
    whyNot: async (id, ifVersion, statement) => {
      const found = await driver.findById(id, visible, statement);
      if (!found.ok) return found;
      const { operation } = statement;
      if (found.value === undefined || ifVersion === undefined) return err(errors.notFound(operation, id));
      return err(errors.stale(operation, id, ifVersion, found.value[version?.name ?? '']));
    },
  };
}
