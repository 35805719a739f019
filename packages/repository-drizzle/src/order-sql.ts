import type { ResolvedSort } from '@internal/specification-rules';
import { written, type TableColumn } from './columns.js';
import type { Parameters } from './parameters.js';
import { compared, comparison, ordered } from './where-sql.js';

interface Place {
  readonly column: TableColumn;
  readonly isDescending: boolean;
  readonly value: unknown;
}

/** PostgreSQL's own order has what has no value last, or first in descending order. */
export function orderBySql(sort: readonly ResolvedSort[], columns: ReadonlyMap<string, TableColumn>): string {
  const terms = sort.flatMap(({ field, isDescending }) => {
    const column = columns.get(field.name);
    return column === undefined ? [] : [`${ordered(column)}${isDescending ? ' desc' : ''}`];
  });
  return terms.join(', ');
}

/** What comes after a place in the order. */
export function afterSql(
  sort: readonly ResolvedSort[],
  position: readonly unknown[],
  columns: ReadonlyMap<string, TableColumn>,
  parameters: Parameters,
): string {
  const places = sort.flatMap(({ field, isDescending }, index): readonly Place[] => {
    const column = columns.get(field.name);
    return column === undefined ? [] : [{ column, isDescending, value: position[index] ?? null }];
  });
  const [first] = places;
  const isOneWay = places.every(({ isDescending }) => isDescending === first?.isDescending);
  // One comparison of rows, for which one index is good.
  if (first !== undefined && isOneWay && places.every(({ column }) => !column.isNullable)) {
    const left = places.map(({ column }) => ordered(column)).join(', ');
    const right = places.map(({ column, value }) => parameters.add(written(value, column))).join(', ');
    return `(${left}) ${first.isDescending ? '<' : '>'} (${right})`;
  }
  const turns = places.map((place, index) =>
    [...places.slice(0, index).map((same) => sameSql(same, parameters)), laterSql(place, parameters)].join(' and '),
  );
  return `((${turns.join(') or (')}))`;
}

function sameSql({ column, value }: Place, parameters: Parameters): string {
  if (value === null) return `${column.reference} is null`;
  return `${compared(column)} = ${parameters.add(written(value, column))}`;
}

function laterSql({ column, isDescending, value }: Place, parameters: Parameters): string {
  if (isDescending) {
    return value === null ? `${column.reference} is not null` : comparison('lt', value, column, parameters);
  }
  if (value === null) return 'false';
  const later = comparison('gt', value, column, parameters);
  return column.isNullable ? `(${later} or ${column.reference} is null)` : later;
}
