import { err, map, ok, type AsyncResult, type IoOptions } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { answered } from './connections.js';
import { partsOf } from './database-parts.js';
import type { DrizzleDatabase } from './drizzle-database.js';
import { errors } from './errors.js';

export interface IntegrityProblem {
  /**
   * `unindexed_foreign_key`: deleting or renaming a row that is referred to reads the whole table that refers to it. `orphans`: rows refer to a
   * row that is not there, which only a constraint that is not validated lets happen.
   */
  readonly kind: 'unindexed_foreign_key' | 'orphans';
  /** With its schema. */
  readonly table: string;
  readonly constraint: string;
  readonly columns: readonly string[];
  /** How many rows, for `orphans`. */
  readonly count?: number;
  /** For people, with what to do. */
  readonly message: string;
}

export interface IntegrityOptions extends IoOptions {
  /** The schemas that are looked at. Default: those of the search path, which is `public` mostly. */
  readonly schemas?: readonly string[] | undefined;
}

const OPERATION = 'database.findProblems';

/** Every foreign key: whether an index begins with its columns, in whatever order, and whether all rows are known to keep it. */
const FOREIGN_KEYS = `
select format('%I.%I', n.nspname, t.relname), c.conname, c.convalidated,
  array(select a.attname::text from unnest(c.conkey) with ordinality k(num, pos) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num order by pos),
  format('%I.%I', fn.nspname, ft.relname),
  array(select a.attname::text from unnest(c.confkey) with ordinality k(num, pos) join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.num order by pos),
  exists (select 1 from pg_index i where i.indrelid = c.conrelid and i.indisvalid and i.indpred is null
    and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
join pg_class ft on ft.oid = c.confrelid join pg_namespace fn on fn.oid = ft.relnamespace
where c.contype = 'f' and c.conparentid = 0 and n.nspname = any(coalesce($1::text[], current_schemas(false)::text[]))
order by 1, 2`;

interface ForeignKey {
  readonly table: string;
  readonly constraint: string;
  readonly isValidated: boolean;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly hasIndex: boolean;
}

/**
 * Looks for what a schema should not have: foreign keys without an index, and, under constraints that are not validated, rows without the row that
 * they refer to. Only reads; the latter reads whole tables.
 */
export async function findProblems(
  database: DrizzleDatabase,
  { schemas, signal }: IntegrityOptions = {},
): AsyncResult<readonly IntegrityProblem[]> {
  const { connections, isClosed } = partsOf(database, OPERATION);
  if (isClosed) return err(errors.closed(OPERATION));
  const ask = (text: string, values: readonly unknown[]) =>
    settleOnAbort(answered(connections.execute, { text, values }, OPERATION, { signal }), signal, () =>
      err(errors.cancelled(OPERATION)),
    );
  const found = map(await ask(FOREIGN_KEYS, [schemas ?? null]), ({ rows }) => rows.map(foreignKeyOf));
  if (!found.ok) return found;
  const problems: IntegrityProblem[] = [];
  for (const key of found.value) {
    if (!key.hasIndex) problems.push(unindexed(key));
    if (key.isValidated) continue;
    const counted = await ask(orphansOf(key), []);
    if (!counted.ok) return counted;
    const count = Number(counted.value.rows[0]?.[0] ?? 0);
    if (count > 0) problems.push(orphaned(key, count));
  }
  return ok(problems);
}

function foreignKeyOf([
  table,
  constraint,
  isValidated,
  columns,
  target,
  targetColumns,
  hasIndex,
]: readonly unknown[]): ForeignKey {
  return {
    table: String(table),
    constraint: String(constraint),
    isValidated: isValidated === true,
    columns: columns as readonly string[],
    target: String(target),
    targetColumns: targetColumns as readonly string[],
    hasIndex: hasIndex === true,
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A row with a null in its key refers to nothing. */
function orphansOf({ table, columns, target, targetColumns }: ForeignKey): string {
  const isThere = columns.map((column) => `r.${quoted(column)} is not null`).join(' and ');
  const isSame = columns
    .map((column, index) => `t.${quoted(targetColumns[index] ?? '')} = r.${quoted(column)}`)
    .join(' and ');
  return `select count(*) from ${table} r where ${isThere} and not exists (select 1 from ${target} t where ${isSame})`;
}

function unindexed({ table, constraint, columns }: ForeignKey): IntegrityProblem {
  const names = columns.map(quoted).join(', ');
  const message = `${table}: the foreign key ${constraint} has no index: create index concurrently on ${table} (${names})`;
  return { kind: 'unindexed_foreign_key', table, constraint, columns, message };
}

function orphaned({ table, constraint, columns, target }: ForeignKey, count: number): IntegrityProblem {
  const message = `${table}: ${String(count)} rows refer by ${constraint} to rows of ${target} that are not there: delete or mend them, then alter table ${table} validate constraint ${quoted(constraint)}`;
  return { kind: 'orphans', table, constraint, columns, count, message };
}
