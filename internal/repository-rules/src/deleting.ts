import { err, map, ok, type AsyncResult, type TransactionalOptions, type VersionedOptions } from '@infra/core';
import { duration, whole } from '@internal/handler-rules';
import { SpecificationProblem, type Predicate } from '@internal/specification-rules';
import type { OpenTransaction } from '@internal/transaction-rules';
import { createFitting, type Changing } from './changing.js';
import type { Row } from './columns.js';
import { perform, performAll, type RepositoryParts } from './parts.js';
import { both, hiddenOf, visibleOf, whereOf } from './queries.js';
import { createRefuse } from './refusing.js';
import { stampChanges, stampDeleted } from './stamps.js';
import { upgraded } from './upgrades.js';
import { idProblem } from './values.js';

/** The port's own methods have types of their entities; behind them rows are data. */
export interface Deleting {
  delete(id: unknown, options?: VersionedOptions): AsyncResult<boolean>;
  deleteMany(where: unknown, options?: TransactionalOptions): AsyncResult<number>;
  readonly deleted?: {
    findById(id: unknown, options?: TransactionalOptions): AsyncResult<Row | undefined>;
    restore(id: unknown, options?: VersionedOptions): AsyncResult<Row>;
    purge(olderThanMs: number, options?: TransactionalOptions): AsyncResult<number>;
  };
}

export function createDeleting<Open extends OpenTransaction>(
  parts: RepositoryParts<Open>,
  changing: Changing<Open>,
): Deleting {
  const { table, driver, errors, schema, clock } = parts;
  const { deletedAt, version } = table.managed;
  const refuse = createRefuse(errors);
  const writing: typeof perform = changing.isCompound ? performAll : perform;

  function problemOf(operation: string, id: unknown, ifVersion: number | undefined): AsyncResult<never> | undefined {
    const problem = idProblem(table, id) ?? whole('ifVersion', ifVersion, 0, Number.MAX_SAFE_INTEGER);
    if (problem !== undefined) return refuse(operation, problem);
    if (ifVersion === undefined || version !== undefined) return undefined;
    return Promise.resolve(err(errors.unversioned(operation)));
  }

  const here = createFitting(parts, visibleOf(table));
  const gone = createFitting(parts, hiddenOf(table));
  const column = deletedAt === undefined ? undefined : table.columns.get(deletedAt);

  return {
    delete: async (id, options = {}) => {
      const { ifVersion } = options;
      const problem = problemOf('delete', id, ifVersion);
      if (problem !== undefined) return problem;
      const where = here.fits(id, ifVersion);
      return writing(parts, 'delete', options, async (statement) => {
        const changes = stampDeleted(parts);
        const done =
          changes === undefined
            ? map(await changing.erase('delete', where, statement), (count) => count > 0)
            : map(await changing.one('delete', where, changes, statement), (row) => row !== undefined);
        if (!done.ok || done.value || ifVersion === undefined) return done;
        const why = await here.whyNot(id, ifVersion, statement);
        return !why.ok && why.error.code === 'not_found' ? ok(false) : why;
      });
    },
    deleteMany: async (where, options = {}) => {
      const predicate = whereOf(table, where);
      if (predicate instanceof SpecificationProblem) return refuse('deleteMany', predicate);
      return writing(parts, 'deleteMany', options, (statement) => {
        const changes = stampDeleted(parts);
        if (changes === undefined) return changing.erase('delete', predicate, statement);
        return changing.many('delete', predicate, changes, statement);
      });
    },
    ...(column !== undefined && {
      deleted: {
        findById: async (id, options = {}) => {
          const problem = problemOf('deleted.findById', id, undefined);
          if (problem !== undefined) return problem;
          const found = await perform(parts, 'deleted.findById', options, (statement) =>
            driver.findById(id, hiddenOf(table), statement),
          );
          if (!found.ok || found.value === undefined) return found;
          return upgraded(found.value, schema, 'deleted.findById', errors);
        },
        restore: async (id, options = {}) => {
          const { ifVersion } = options;
          const problem = problemOf('deleted.restore', id, ifVersion);
          if (problem !== undefined) return problem;
          return writing(parts, 'deleted.restore', options, async (statement) => {
            const changes = stampChanges(parts, { [column.name]: null });
            const restored = await changing.one('restore', gone.fits(id, ifVersion), changes, statement);
            if (!restored.ok) return restored;
            return restored.value === undefined ? gone.whyNot(id, ifVersion, statement) : ok(restored.value);
          });
        },
        purge: async (olderThanMs, options = {}) => {
          const problem = duration('olderThanMs', olderThanMs, 0);
          if (problem !== undefined) return refuse('deleted.purge', problem);
          const before = new Date(clock.now().getTime() - olderThanMs);
          const old: Predicate = { test: 'lt', field: column, value: before, isNegated: false };
          return writing(parts, 'deleted.purge', options, (statement) =>
            changing.erase('purge', both(hiddenOf(table), old), statement),
          );
        },
      },
    }),
  };
}
