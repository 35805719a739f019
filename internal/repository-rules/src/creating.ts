import { err, map, ok, type AsyncResult, type TransactionalOptions, type UpsertOptions } from '@infra/core';
import type { Predicate } from '@internal/specification-rules';
import type { OpenTransaction } from '@internal/transaction-rules';
import type { Changing } from './changing.js';
import type { Row } from './columns.js';
import { perform, performAll, type RepositoryParts } from './parts.js';
import { both, visibleOf } from './queries.js';
import { createRefuse } from './refusing.js';
import { stampChanges, stampNew } from './stamps.js';
import { checkedValues } from './values.js';

/** The port's own methods have types of their entities; behind them rows are data. */
export interface Creating {
  create(values: unknown, options?: TransactionalOptions): AsyncResult<Row>;
  createMany(values: readonly unknown[], options?: TransactionalOptions): AsyncResult<readonly Row[]>;
  upsert(values: unknown, options?: UpsertOptions<Row>): AsyncResult<Row>;
}

export function createCreating<Open extends OpenTransaction>(
  parts: RepositoryParts<Open>,
  changing: Changing<Open>,
): Creating {
  const { table, driver, errors } = parts;
  const visible = visibleOf(table);
  const refuse = createRefuse(errors);
  const writing: typeof perform = changing.isCompound ? performAll : perform;

  async function insert(
    operation: string,
    rows: readonly Row[],
    options: TransactionalOptions,
  ): AsyncResult<readonly Row[]> {
    const stamped = rows.map((row) => stampNew(parts, row));
    return writing(parts, operation, options, async (statement) => {
      const inserted = await driver.insert(stamped, statement);
      if (!inserted.ok) return inserted;
      const changes = inserted.value.map((after) => ({ after }));
      return map(await changing.note('create', changes, statement), () => inserted.value);
    });
  }

  function upsertProblem(row: Row, by: readonly string[]): string | undefined {
    const isArray: boolean = Array.isArray(by);
    if (!isArray || by.length === 0) return 'by must be an array of one field at least.';
    const missing = by.find((name) => row[name] === undefined || row[name] === null);
    return missing === undefined ? undefined : `by: the values have no ${JSON.stringify(missing)}.`;
  }

  function sameAs(row: Row, by: readonly string[]): Predicate {
    const tests = by.flatMap((name): readonly Predicate[] => {
      const field = table.columns.get(name);
      return field === undefined ? [] : [{ test: 'eq', field, value: row[name], ignoreCase: false, isNegated: false }];
    });
    return both({ all: tests }, visible);
  }

  return {
    create: async (values, options = {}) => {
      const row = checkedValues(table, values, true);
      if (typeof row === 'string') return refuse('create', row);
      const inserted = await insert('create', [row], options);
      if (!inserted.ok) return inserted;
      const [only] = inserted.value;
      return only === undefined ? err(errors.notFound('create', undefined)) : ok(only);
    },
    createMany: async (values, options = {}) => {
      if (!Array.isArray(values)) return refuse('createMany', 'values must be an array.');
      const rows: Row[] = [];
      for (const [index, one] of values.entries()) {
        const row = checkedValues(table, one, true);
        if (typeof row === 'string') return refuse('createMany', `values[${String(index)}]: ${row}`);
        rows.push(row);
      }
      return rows.length === 0 ? ok([]) : insert('createMany', rows, options);
    },
    upsert: async (values, options = {}) => {
      const row = checkedValues(table, values, true);
      if (typeof row === 'string') return refuse('upsert', row);
      const by: readonly string[] = options.by ?? [table.id.name];
      const problem = upsertProblem(row, by);
      if (problem !== undefined) return refuse('upsert', problem);
      const { [table.id.name]: _, ...set } = row;
      const changes = stampChanges(parts, set);
      return writing(parts, 'upsert', options, async (statement) => {
        let before: Row | undefined;
        if (changing.isCompound) {
          const where = sameAs(row, by);
          const ready = await changing.modernise(where, statement);
          if (!ready.ok) return ready;
          const found = await driver.select({ where, sort: [], limit: 1, isLocking: true }, statement);
          if (!found.ok) return found;
          [before] = found.value;
        }
        const stored = await driver.upsert(stampNew(parts, row), by, changes, visible, statement);
        if (!stored.ok) return stored;
        if (stored.value === undefined) return err(errors.deleted('upsert', by));
        const { row: after, isNew } = stored.value;
        const noted = await changing.note(isNew ? 'create' : 'update', [{ before, after }], statement);
        return map(noted, () => after);
      });
    },
  };
}
