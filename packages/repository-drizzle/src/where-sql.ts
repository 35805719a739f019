import { sql, type SQL } from 'drizzle-orm';
import { foldCase, type FieldTest, type Predicate } from '@internal/specification-rules';
import { couldHave, written, type TableColumn } from './columns.js';

type Columns = ReadonlyMap<string, TableColumn>;

/**
 * A predicate in SQL, with its two values: where a column may be null, what SQL would leave unknown is said. `not` is in the tests by
 * now, so that a plain comparison stays one, for which an index is good.
 */
export function whereSql(predicate: Predicate, columns: Columns): SQL {
  if ('all' in predicate) return joined(predicate.all, columns, ' and ', sql`true`);
  if ('any' in predicate) return joined(predicate.any, columns, ' or ', sql`false`);
  const column = columns.get(predicate.field.name);
  // The rules have checked every field against these columns.
  return column === undefined ? sql`false` : testSql(predicate, column);
}

function joined(parts: readonly Predicate[], columns: Columns, word: string, none: SQL): SQL {
  if (parts.length === 0) return none;
  const chunks = parts.map((part) => whereSql(part, columns));
  return sql`(${sql.join(chunks, sql.raw(word))})`;
}

function testSql(test: FieldTest, column: TableColumn): SQL {
  const { isNegated } = test;
  switch (test.test) {
    case 'null':
      return isNegated ? sql`${column.column} is not null` : sql`${column.column} is null`;
    case 'eq':
      return equalSql(test, column);
    case 'in':
      return oneOfSql(test, column);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return likeSql(test, column);
    default:
      return orderSql(test, column);
  }
}

/** What holds where the column has a value, and where it has none. */
function orNull(condition: SQL, { column, isNullable }: TableColumn): SQL {
  return isNullable ? sql`(${condition} or ${column} is null)` : condition;
}

function equalSql({ value, ignoreCase, isNegated }: FieldTest & { readonly test: 'eq' }, column: TableColumn): SQL {
  // Whether another letter is an A is nothing that its column knows.
  if (!ignoreCase && !couldHave(column, value)) return isNegated ? sql`true` : sql`false`;
  const left = ignoreCase ? folded(column) : compared(column);
  const right = ignoreCase ? sql`${foldCase(String(value))}` : parameter(value, column);
  return isNegated ? orNull(sql`${left} <> ${right}`, column) : sql`${left} = ${right}`;
}

function oneOfSql(test: FieldTest & { readonly test: 'in' }, column: TableColumn): SQL {
  const { values, orNull: hasNull, ignoreCase, isNegated } = test;
  const present = values.filter((value) => ignoreCase || couldHave(column, value));
  const isNull = sql`${column.column} ${sql.raw(isNegated ? 'is not null' : 'is null')}`;
  if (present.length === 0) return hasNull ? isNull : isNegated ? sql`true` : sql`false`;
  const left = ignoreCase ? folded(column) : compared(column);
  const list = present.map((value) => (ignoreCase ? foldCase(String(value)) : written(value, column)));
  const type = sql.raw(ignoreCase ? 'text' : column.sqlType);
  const right = sql`(${sql.param(list)}::${type}[])`;
  if (!isNegated) return hasNull ? sql`(${left} = any${right} or ${isNull})` : sql`${left} = any${right}`;
  // With null among what it must not be, a row without a value is none of it: what SQL leaves unknown is false.
  return hasNull ? sql`${left} <> all${right}` : orNull(sql`${left} <> all${right}`, column);
}

const OPPOSITE = { lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' } as const;
const SIGN = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function orderSql(test: FieldTest & { readonly test: keyof typeof SIGN }, column: TableColumn): SQL {
  const condition = comparison(test.isNegated ? OPPOSITE[test.test] : test.test, test.value, column);
  return test.isNegated ? orNull(condition, column) : condition;
}

/** One side of an order; for whole numbers, by the whole number that says the same. */
export function comparison(order: keyof typeof SIGN, value: unknown, column: TableColumn): SQL {
  const isUp = order === 'gt' || order === 'gte';
  const { range } = column;
  if (range !== undefined && (typeof value === 'number' || typeof value === 'bigint')) {
    const [least, most] = range;
    if (value > most) return isUp ? sql`false` : sql`${column.column} is not null`;
    if (value < least) return isUp ? sql`${column.column} is not null` : sql`false`;
    if (typeof value === 'number' && !Number.isInteger(value)) {
      const whole = isUp ? Math.ceil(value) : Math.floor(value);
      return sql`${column.column} ${sql.raw(isUp ? '>=' : '<=')} ${parameter(whole, column)}`;
    }
  }
  if (!couldHave(column, value)) return sql`${asText(column)} collate "C" ${sql.raw(SIGN[order])} ${value}`;
  return sql`${ordered(column)} ${sql.raw(SIGN[order])} ${parameter(value, column)}`;
}

/** The column as it is compared for being equal: times by the millisecond, which is all that a `Date` says of them. */
export function compared({ column, isFiner }: TableColumn): SQL {
  return isFiner ? sql`date_trunc('milliseconds', ${column})` : sql`${column}`;
}

/** The column as it is compared and sorted: text by its code points, whatever the database is used to. */
export function ordered(shape: TableColumn): SQL {
  const { kind, sqlType, column } = shape;
  if (kind !== 'text' || sqlType === 'uuid' || sqlType === 'date') return compared(shape);
  const isText = sqlType === 'text' || sqlType.startsWith('varchar');
  return isText ? sql`${column} collate "C"` : sql`${column}::text collate "C"`;
}

export function parameter(value: unknown, column: TableColumn): SQL {
  return sql`${sql.param(written(value, column))}`;
}

function likeSql(
  test: FieldTest & { readonly test: 'contains' | 'startsWith' | 'endsWith' },
  column: TableColumn,
): SQL {
  const { value, ignoreCase, isNegated } = test;
  const text = (ignoreCase ? foldCase(value) : value).replaceAll(/[\\%_]/g, String.raw`\$&`);
  const pattern = `${test.test === 'startsWith' ? '' : '%'}${text}${test.test === 'endsWith' ? '' : '%'}`;
  const left = ignoreCase ? folded(column) : asText(column);
  const condition = sql`${left} ${sql.raw(isNegated ? 'not like' : 'like')} ${pattern}`;
  return isNegated ? orNull(condition, column) : condition;
}

function asText({ column, sqlType }: TableColumn): SQL {
  const isText = sqlType === 'text' || sqlType.startsWith('varchar');
  return isText ? sql`${column}` : sql`${column}::text`;
}

/** `A` to `Z` as `a` to `z`, and nothing else, which is what the locale C knows. */
function folded(column: TableColumn): SQL {
  return sql`lower(${asText(column)} collate "C")`;
}
