import { textProblem, type FieldKind } from '@internal/specification-rules';
import type { ColumnShape } from './columns.js';

export type AggregateFunction = 'countDistinct' | 'sum' | 'avg' | 'min' | 'max';

export interface ResolvedAggregate {
  readonly name: string;
  readonly make: AggregateFunction | 'count';
  /** Absent for `count`. */
  readonly column?: ColumnShape;
}

const KINDS: Readonly<Record<AggregateFunction, readonly FieldKind[]>> = {
  countDistinct: ['text', 'number', 'bigint', 'boolean', 'date'],
  sum: ['number', 'bigint'],
  avg: ['number', 'bigint'],
  min: ['text', 'number', 'bigint', 'date'],
  max: ['text', 'number', 'bigint', 'date'],
};

/** The aggregates that were asked for, or what is wrong with them. */
export function resolveAggregates(
  aggregates: unknown,
  columns: ReadonlyMap<string, ColumnShape>,
): readonly ResolvedAggregate[] | string {
  if (typeof aggregates !== 'object' || aggregates === null) return 'aggregates must be an object.';
  const resolved: ResolvedAggregate[] = [];
  for (const [name, aggregate] of Object.entries(aggregates as Readonly<Record<string, unknown>>)) {
    const one = textProblem('the name of an aggregate', name) ?? resolveAggregate(name, aggregate, columns);
    if (typeof one === 'string') return one;
    resolved.push(one);
  }
  return resolved.length === 0 ? 'aggregates must name one at least.' : resolved;
}

function resolveAggregate(
  name: string,
  aggregate: unknown,
  columns: ReadonlyMap<string, ColumnShape>,
): ResolvedAggregate | string {
  if (aggregate === 'count') return { name, make: 'count' };
  const given = Object.entries(typeof aggregate === 'object' && aggregate !== null ? aggregate : {});
  const [first] = given;
  if (first === undefined || given.length > 1 || !isFunction(first[0])) {
    return `aggregates.${name} must be 'count' or one of { ${Object.keys(KINDS).join(' }, { ')} } with a field.`;
  }
  const [make, field] = first as readonly [AggregateFunction, unknown];
  const column = typeof field === 'string' ? columns.get(field) : undefined;
  if (column === undefined) return `aggregates.${name}: there is no field ${JSON.stringify(field)}.`;
  if (!KINDS[make].includes(column.kind)) return `aggregates.${name}: there is no ${make} of a ${column.kind}.`;
  return { name, make, column };
}

function isFunction(name: string): name is AggregateFunction {
  return Object.hasOwn(KINDS, name);
}
