import { sql, type SQL } from 'drizzle-orm';
import type { ResolvedSort } from '@internal/specification-rules';
import type { TableColumn } from './columns.js';
import { compared, comparison, ordered, parameter } from './where-sql.js';

interface Place {
  readonly column: TableColumn;
  readonly isDescending: boolean;
  readonly value: unknown;
}

/** PostgreSQL's own order has what has no value last, or first in descending order. */
export function orderBySql(sort: readonly ResolvedSort[], columns: ReadonlyMap<string, TableColumn>): SQL {
  const terms = sort.flatMap(({ field, isDescending }) => {
    const column = columns.get(field.name);
    return column === undefined ? [] : [sql`${ordered(column)}${sql.raw(isDescending ? ' desc' : '')}`];
  });
  return sql.join(terms, sql`, `);
}

/** What comes after a place in the order. */
export function afterSql(
  sort: readonly ResolvedSort[],
  position: readonly unknown[],
  columns: ReadonlyMap<string, TableColumn>,
): SQL {
  const places = sort.flatMap(({ field, isDescending }, index): readonly Place[] => {
    const column = columns.get(field.name);
    return column === undefined ? [] : [{ column, isDescending, value: position[index] ?? null }];
  });
  const [first] = places;
  const isOneWay = places.every(({ isDescending }) => isDescending === first?.isDescending);
  // One comparison of rows, for which one index is good.
  if (first !== undefined && isOneWay && places.every(({ column }) => !column.isNullable)) {
    const left = sql.join(
      places.map(({ column }) => ordered(column)),
      sql`, `,
    );
    const right = sql.join(
      places.map(({ column, value }) => parameter(value, column)),
      sql`, `,
    );
    return sql`(${left}) ${sql.raw(first.isDescending ? '<' : '>')} (${right})`;
  }
  const turns = places.map((place, index) =>
    sql.join([...places.slice(0, index).map(sameSql), laterSql(place)], sql` and `),
  );
  return sql`((${sql.join(turns, sql`) or (`)}))`;
}

function sameSql({ column, value }: Place): SQL {
  return value === null ? sql`${column.column} is null` : sql`${compared(column)} = ${parameter(value, column)}`;
}

function laterSql({ column, isDescending, value }: Place): SQL {
  if (isDescending) return value === null ? sql`${column.column} is not null` : comparison('lt', value, column);
  if (value === null) return sql`false`;
  const later = comparison('gt', value, column);
  return column.isNullable ? sql`(${later} or ${column.column} is null)` : later;
}
