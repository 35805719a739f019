import {
  err,
  ok,
  type AsyncResult,
  type EntityUpdate,
  type TransactionalOptions,
  type VersionedOptions,
} from '@infra/core';
import { whole } from '@internal/handler-rules';
import { SpecificationProblem } from '@internal/specification-rules';
import type { OpenTransaction } from '@internal/transaction-rules';
import { createFitting, type Changing } from './changing.js';
import type { Row } from './columns.js';
import type { Statement } from './driver.js';
import { perform, performAll, type RepositoryParts } from './parts.js';
import { both, hasIdIn, visibleOf, whereOf } from './queries.js';
import { createRefuse } from './refusing.js';
import { stampChanges } from './stamps.js';
import { checkedValues, idProblem } from './values.js';

type Update = EntityUpdate<Row, unknown>;

/** The port's own methods have types of their entities; behind them rows are data. */
export interface Updating {
  update(id: unknown, changes: unknown, options?: VersionedOptions): AsyncResult<Row>;
  updateEach(updates: readonly Update[], options?: TransactionalOptions): AsyncResult<readonly Row[]>;
  updateMany(where: unknown, changes: unknown, options?: TransactionalOptions): AsyncResult<number>;
}

export function createUpdating<Open extends OpenTransaction>(
  parts: RepositoryParts<Open>,
  changing: Changing<Open>,
): Updating {
  const { table, driver, errors } = parts;
  const visible = visibleOf(table);
  const version = table.managed.version ?? '';
  const refuse = createRefuse(errors);
  const { fits, whyNot } = createFitting(parts, visible);
  const writing: typeof perform = changing.isCompound ? performAll : perform;

  /** The changes, or what is wrong with them. */
  function setOf({ id, changes, ifVersion }: Update): Row | string {
    const problem = idProblem(table, id) ?? whole('ifVersion', ifVersion, 0, Number.MAX_SAFE_INTEGER);
    if (problem !== undefined) return problem;
    const checked = checkedValues(table, changes, false);
    return typeof checked !== 'string' && Object.keys(checked).length === 0 ? 'the changes name no field.' : checked;
  }

  async function updateOne({ id, ifVersion }: Update, set: Row, statement: Statement<Open>): AsyncResult<Row> {
    const changed = await changing.one('update', fits(id, ifVersion), stampChanges(parts, set), statement);
    if (!changed.ok) return changed;
    return changed.value === undefined ? whyNot(id, ifVersion, statement) : ok(changed.value);
  }

  /** Looks at all before one is changed, so that in a caller's transaction, too, none is changed where one cannot be. */
  async function lockAll(updates: readonly Update[], statement: Statement<Open>): AsyncResult<void> {
    const where = both(hasIdIn(table, [...new Set(updates.map(({ id }) => id))]), visible);
    const locked = await driver.select({ where, sort: [], isLocking: true }, statement);
    if (!locked.ok) return locked;
    const versions = new Map(locked.value.map((row) => [row[table.id.name], row[version]]));
    for (const { id, ifVersion } of updates) {
      if (!versions.has(id)) return err(errors.notFound('updateEach', id));
      const actual = versions.get(id);
      if (ifVersion !== undefined && ifVersion !== actual) {
        return err(errors.stale('updateEach', id, ifVersion, actual));
      }
      if (typeof actual === 'number') versions.set(id, actual + 1);
    }
    return ok();
  }

  return {
    update: async (id, changes, options = {}) => {
      const one: Update = { id, changes: changes as Row, ifVersion: options.ifVersion };
      const set = setOf(one);
      if (typeof set === 'string') return refuse('update', set);
      if (one.ifVersion !== undefined && version === '') return err(errors.unversioned('update'));
      return writing(parts, 'update', options, (statement) => updateOne(one, set, statement));
    },
    updateEach: async (updates, options = {}) => {
      if (!Array.isArray(updates)) return refuse('updateEach', 'updates must be an array.');
      const planned: (readonly [Update, Row])[] = [];
      for (const [index, one] of (updates as readonly Update[]).entries()) {
        const set = setOf(one);
        if (typeof set === 'string') return refuse('updateEach', `updates[${String(index)}]: ${set}`);
        if (one.ifVersion !== undefined && version === '') return err(errors.unversioned('updateEach'));
        planned.push([one, set]);
      }
      if (planned.length === 0) return ok([]);
      return performAll(parts, 'updateEach', options, async (statement) => {
        const locked = await lockAll(updates, statement);
        if (!locked.ok) return locked;
        const rows: Row[] = [];
        for (const [one, set] of planned) {
          const updated = await updateOne(one, set, statement);
          if (!updated.ok) return updated;
          rows.push(updated.value);
        }
        return ok(rows);
      });
    },
    updateMany: async (where, changes, options = {}) => {
      const predicate = whereOf(table, where);
      if (predicate instanceof SpecificationProblem) return refuse('updateMany', predicate);
      const set = checkedValues(table, changes, false);
      if (typeof set === 'string') return refuse('updateMany', set);
      if (Object.keys(set).length === 0) return refuse('updateMany', 'the changes name no field.');
      const stamped = stampChanges(parts, set);
      return writing(parts, 'updateMany', options, (statement) =>
        changing.many('update', predicate, stamped, statement),
      );
    },
  };
}
