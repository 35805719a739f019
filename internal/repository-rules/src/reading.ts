import {
  map,
  ok,
  type AsyncResult,
  type CursorPageOptions,
  type FindOneOptions,
  type FindOptions,
  type GroupOptions,
  type PageOptions,
  type TransactionalOptions,
} from '@infra/core';
import { whole } from '@internal/handler-rules';
import { SpecificationProblem } from '@internal/specification-rules';
import type { OpenTransaction } from '@internal/transaction-rules';
import { resolveAggregates } from './aggregates.js';
import type { Row } from './columns.js';
import { fingerprintOf, readCursor, writeCursor } from './cursor.js';
import type { AggregatedRow, AggregateQuery, SelectQuery } from './driver.js';
import { perform, type RepositoryParts } from './parts.js';
import { pick, selectedOf, whereOf, type Selected } from './queries.js';
import { createRefuse } from './refusing.js';
import { upgraded } from './upgrades.js';

/** The port's own methods have types of their entities; behind them rows are data. */
export interface Reading {
  findOne(where: unknown, options?: FindOneOptions<Row, string>): AsyncResult<Row | undefined>;
  findMany(where: unknown, options?: FindOptions<Row, string>): AsyncResult<readonly Row[]>;
  exists(where: unknown, options?: TransactionalOptions): AsyncResult<boolean>;
  count(where: unknown, options?: TransactionalOptions): AsyncResult<number>;
  page(where: unknown, options?: PageOptions<Row, string>): AsyncResult<unknown>;
  cursorPage(where: unknown, options?: CursorPageOptions<Row, string>): AsyncResult<unknown>;
  aggregate(where: unknown, aggregates: unknown, options?: TransactionalOptions): AsyncResult<Row>;
  aggregateBy(
    by: readonly string[],
    where: unknown,
    aggregates: unknown,
    options?: GroupOptions,
  ): AsyncResult<readonly unknown[]>;
}

const MAX_ROWS = 1_000_000_000;
const MAX_PAGE = 1_000;

export function createReading<Open extends OpenTransaction>(parts: RepositoryParts<Open>): Reading {
  const { table, driver, errors, schema } = parts;

  const refuse = createRefuse(errors);

  /** Rows as they are now, with the fields that were asked for: an older row must be read as a whole to be upgraded. */
  async function rows(
    operation: string,
    query: SelectQuery,
    options: TransactionalOptions,
  ): AsyncResult<readonly Row[]> {
    const stored = schema === undefined ? query : { ...query, fields: undefined };
    const found = await perform(parts, operation, options, (statement) => driver.select(stored, statement));
    if (!found.ok || schema === undefined) return found;
    const current: Row[] = [];
    for (const row of found.value) {
      const one = upgraded(row, schema, operation, errors);
      if (!one.ok) return one;
      current.push(pick(one.value, query.fields));
    }
    return ok(current);
  }

  /** Checks what every query has, and goes on with it. */
  function selecting<T>(
    operation: string,
    where: unknown,
    options: FindOneOptions<Row, string>,
    problem: string | undefined,
    go: (selected: Selected) => AsyncResult<T>,
  ): AsyncResult<T> {
    if (problem !== undefined) return refuse(operation, problem);
    const selected = selectedOf(table, { where, sort: options.sort, select: options.select });
    return selected instanceof SpecificationProblem ? refuse(operation, selected) : go(selected);
  }

  async function cursorPage(
    selected: Selected,
    { cursor, limit = 20, ...options }: CursorPageOptions<Row, string>,
  ): AsyncResult<unknown> {
    const { where, sort, fields } = selected;
    const fingerprint = fingerprintOf(table.name, where, sort);
    const after = cursor === undefined ? undefined : readCursor(cursor, fingerprint, sort);
    if (typeof after === 'string') return refuse('cursorPage', after);
    // The place where the page ends is told by fields that may not have been asked for.
    const needed = fields === undefined ? undefined : [...new Set([...fields, ...sort.map(({ field }) => field.name)])];
    const found = await rows('cursorPage', { where, sort, after, limit: limit + 1, fields: needed }, options);
    if (!found.ok) return found;
    const shown = found.value.slice(0, limit);
    const last = shown.at(-1);
    const items = shown.map((row) => pick(row, fields));
    if (found.value.length <= limit || last === undefined) return ok({ items });
    const position = sort.map(({ field }) => last[field.name] ?? null);
    return ok({ items, nextCursor: writeCursor(fingerprint, position) });
  }

  async function page(
    selected: Selected,
    { page: number = 1, pageSize = 20, ...options }: PageOptions<Row, string>,
  ): AsyncResult<unknown> {
    const offset = (number - 1) * pageSize;
    const items = await rows('page', { ...selected, offset, limit: pageSize }, options);
    if (!items.ok) return items;
    const counted = await perform(parts, 'page', options, (statement) => driver.count(selected.where, statement));
    return map(counted, (total) => ({
      items: items.value,
      total,
      page: number,
      pageSize,
      hasNext: offset + pageSize < total,
      hasPrev: number > 1 && total > 0,
    }));
  }

  function aggregated(
    operation: string,
    where: unknown,
    aggregates: unknown,
    by: readonly string[],
    { limit, ...options }: GroupOptions,
  ): AsyncResult<{ readonly query: AggregateQuery; readonly groups: readonly AggregatedRow[] }> {
    const predicate = whereOf(table, where);
    if (predicate instanceof SpecificationProblem) return refuse(operation, predicate);
    const resolved = resolveAggregates(aggregates, table.columns);
    if (typeof resolved === 'string') return refuse(operation, resolved);
    const problem = whole('limit', limit, 1, MAX_ROWS);
    if (problem !== undefined) return refuse(operation, problem);
    const query = { by, where: predicate, aggregates: resolved, limit };
    return perform(parts, operation, options, async (statement) => {
      const groups = await driver.aggregate(query, statement);
      return map(groups, (found) => ({ query, groups: found }));
    });
  }

  return {
    findOne: (where, options = {}) =>
      selecting('findOne', where, options, undefined, async (selected) => {
        const found = await rows('findOne', { ...selected, limit: 1 }, options);
        return map(found, ([first]) => first);
      }),
    findMany: (where, options = {}) => {
      const { limit } = options;
      return selecting('findMany', where, options, whole('limit', limit, 1, MAX_ROWS), (selected) =>
        rows('findMany', { ...selected, limit }, options),
      );
    },
    exists: (where, options = {}) =>
      selecting('exists', where, {}, undefined, (selected) =>
        perform(parts, 'exists', options, (statement) => driver.exists(selected.where, statement)),
      ),
    count: (where, options = {}) =>
      selecting('count', where, {}, undefined, (selected) =>
        perform(parts, 'count', options, (statement) => driver.count(selected.where, statement)),
      ),
    page: (where, options = {}) => {
      const problem = whole('page', options.page, 1, MAX_ROWS) ?? whole('pageSize', options.pageSize, 1, MAX_PAGE);
      return selecting('page', where, options, problem, (selected) => page(selected, options));
    },
    cursorPage: (where, options = {}) =>
      selecting('cursorPage', where, options, whole('limit', options.limit, 1, MAX_PAGE), (selected) =>
        cursorPage(selected, options),
      ),
    aggregate: async (where, aggregates, options = {}) => {
      const found = await aggregated('aggregate', where, aggregates, [], options);
      return map(found, ({ query, groups }) => valuesOf(query, groups[0]?.values ?? []));
    },
    aggregateBy: async (by, where, aggregates, options = {}) => {
      const given: readonly unknown[] = Array.isArray(by) ? by : [];
      if (given.length === 0) return refuse('aggregateBy', 'by must be an array of one field at least.');
      const wrong = given.find((name) => (table.columns.get(String(name))?.kind ?? 'other') === 'other');
      if (wrong !== undefined) {
        return refuse('aggregateBy', `by: there is no field ${JSON.stringify(wrong)} that can be compared.`);
      }
      const found = await aggregated('aggregateBy', where, aggregates, [...new Set(by)], options);
      return map(found, ({ query, groups }) =>
        groups.map(({ key, values }) => ({
          key: Object.fromEntries(query.by.map((field, index) => [field, key[index]])),
          values: valuesOf(query, values),
        })),
      );
    },
  };
}

function valuesOf({ aggregates }: AggregateQuery, values: readonly unknown[]): Row {
  return Object.fromEntries(aggregates.map(({ name }, index) => [name, values[index] ?? undefined]));
}
