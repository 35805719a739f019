import {
  EVERYTHING,
  parseSpecification,
  resolveSort,
  SpecificationProblem,
  type Predicate,
} from '@internal/specification-rules';
import type { Row, TableShape } from './columns.js';
import type { SelectQuery } from './driver.js';

/** The predicate that hides what was deleted softly. */
export function visibleOf({ columns, managed }: TableShape): Predicate {
  const field = managed.deletedAt === undefined ? undefined : columns.get(managed.deletedAt);
  return field === undefined ? EVERYTHING : { test: 'null', field, isNegated: false };
}

/** The rows that are only there for `deleted`. */
export function hiddenOf({ columns, managed }: TableShape): Predicate {
  const field = managed.deletedAt === undefined ? undefined : columns.get(managed.deletedAt);
  return field === undefined ? { any: [] } : { test: 'null', field, isNegated: true };
}

export function both(a: Predicate, b: Predicate): Predicate {
  if (a === EVERYTHING) return b;
  return b === EVERYTHING ? a : { all: [a, b] };
}

export function hasId({ id }: TableShape, value: unknown): Predicate {
  return { test: 'eq', field: id, value, ignoreCase: false, isNegated: false };
}

export function hasIdIn({ id }: TableShape, values: readonly unknown[]): Predicate {
  return { test: 'in', field: id, values, orNull: false, ignoreCase: false, isNegated: false };
}

/** The rows that a caller means, of those that are there; or what is wrong with the specification. */
export function whereOf(table: TableShape, specification: unknown): Predicate | SpecificationProblem {
  const parsed = parseSpecification(specification, table.columns);
  return parsed instanceof SpecificationProblem ? parsed : both(visibleOf(table), parsed);
}

export interface Selection {
  readonly where: unknown;
  readonly sort?: unknown;
  readonly select?: unknown;
}

export type Selected = Pick<SelectQuery, 'where' | 'sort' | 'fields'>;

/** What a caller asks for, or what is wrong with it. */
export function selectedOf(table: TableShape, { where, sort, select }: Selection): Selected | SpecificationProblem {
  const predicate = whereOf(table, where);
  if (predicate instanceof SpecificationProblem) return predicate;
  const order = resolveSort(sort, table.columns, table.id);
  if (typeof order === 'string') return new SpecificationProblem('', order);
  if (select === undefined) return { where: predicate, sort: order };
  if (!Array.isArray(select) || select.length === 0) {
    return new SpecificationProblem('', 'select must be an array of one field at least.');
  }
  const fields = select as readonly unknown[];
  const unknown = fields.find((field) => typeof field !== 'string' || !table.columns.has(field));
  if (unknown !== undefined) {
    return new SpecificationProblem('', `select: there is no field ${JSON.stringify(unknown)}.`);
  }
  return { where: predicate, sort: order, fields: [...new Set(fields as readonly string[])] };
}

export function pick(row: Row, fields: readonly string[] | undefined): Row {
  return fields === undefined ? row : Object.fromEntries(fields.map((field) => [field, row[field]]));
}
