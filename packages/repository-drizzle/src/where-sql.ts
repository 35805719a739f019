import { foldCase, type FieldTest, type Predicate } from '@internal/specification-rules';
import { couldHave, written, type TableColumn } from './columns.js';
import type { Parameters } from './parameters.js';

type Columns = ReadonlyMap<string, TableColumn>;

// Texts, and not the templates of drizzle, which take longer to be put together than PostgreSQL takes to answer.

/**
 * A predicate in SQL, with its two values: where a column may be null, what SQL would leave unknown is said. `not` is in the tests by
 * now, so that a plain comparison stays one, for which an index is good.
 */
export function whereSql(predicate: Predicate, columns: Columns, parameters: Parameters): string {
  const joined = (parts: readonly Predicate[], word: string, none: string): string => {
    if (parts.length === 0) return none;
    return `(${parts.map((part) => whereSql(part, columns, parameters)).join(word)})`;
  };
  if ('all' in predicate) return joined(predicate.all, ' and ', 'true');
  if ('any' in predicate) return joined(predicate.any, ' or ', 'false');
  const column = columns.get(predicate.field.name);
  // The rules have checked every field against these columns.
  return column === undefined ? 'false' : testSql(predicate, column, parameters);
}

function testSql(test: FieldTest, column: TableColumn, parameters: Parameters): string {
  switch (test.test) {
    case 'null':
      return `${column.reference} is ${test.isNegated ? 'not null' : 'null'}`;
    case 'eq':
      return equalSql(test, column, parameters);
    case 'in':
      return oneOfSql(test, column, parameters);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return likeSql(test, column, parameters);
    default:
      return orderSql(test, column, parameters);
  }
}

/** What holds where the column has a value, and where it has none. */
function orNull(condition: string, { reference, isNullable }: TableColumn): string {
  return isNullable ? `(${condition} or ${reference} is null)` : condition;
}

function equalSql(
  { value, ignoreCase, isNegated }: FieldTest & { readonly test: 'eq' },
  column: TableColumn,
  parameters: Parameters,
): string {
  // Whether another letter is an A is nothing that its column knows.
  if (!ignoreCase && !couldHave(column, value)) return isNegated ? 'true' : 'false';
  const left = ignoreCase ? folded(column) : compared(column);
  const right = parameters.add(ignoreCase ? foldCase(String(value)) : written(value, column));
  return isNegated ? orNull(`${left} <> ${right}`, column) : `${left} = ${right}`;
}

function oneOfSql(test: FieldTest & { readonly test: 'in' }, column: TableColumn, parameters: Parameters): string {
  const { values, orNull: hasNull, ignoreCase, isNegated } = test;
  const present = values.filter((value) => ignoreCase || couldHave(column, value));
  const isNull = `${column.reference} ${isNegated ? 'is not null' : 'is null'}`;
  if (present.length === 0) return hasNull ? isNull : isNegated ? 'true' : 'false';
  const left = ignoreCase ? folded(column) : compared(column);
  const list = present.map((value) => (ignoreCase ? foldCase(String(value)) : written(value, column)));
  const right = `(${parameters.add(list)}::${ignoreCase ? 'text' : column.sqlType}[])`;
  if (!isNegated) return hasNull ? `(${left} = any${right} or ${isNull})` : `${left} = any${right}`;
  // With null among what it must not be, a row without a value is none of it: what SQL leaves unknown is false.
  return hasNull ? `${left} <> all${right}` : orNull(`${left} <> all${right}`, column);
}

const OPPOSITE = { lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' } as const;
const SIGN = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function orderSql(
  test: FieldTest & { readonly test: keyof typeof SIGN },
  column: TableColumn,
  parameters: Parameters,
): string {
  const condition = comparison(test.isNegated ? OPPOSITE[test.test] : test.test, test.value, column, parameters);
  return test.isNegated ? orNull(condition, column) : condition;
}

/** One side of an order; for whole numbers, by the whole number that says the same. */
export function comparison(
  order: keyof typeof SIGN,
  value: unknown,
  column: TableColumn,
  parameters: Parameters,
): string {
  const isUp = order === 'gt' || order === 'gte';
  const { range, reference } = column;
  if (range !== undefined && (typeof value === 'number' || typeof value === 'bigint')) {
    const [least, most] = range;
    if (value > most) return isUp ? 'false' : `${reference} is not null`;
    if (value < least) return isUp ? `${reference} is not null` : 'false';
    if (typeof value === 'number' && !Number.isInteger(value)) {
      const whole = isUp ? Math.ceil(value) : Math.floor(value);
      return `${reference} ${isUp ? '>=' : '<='} ${parameters.add(written(whole, column))}`;
    }
  }
  if (!couldHave(column, value)) return `${asText(column)} collate "C" ${SIGN[order]} ${parameters.add(value)}`;
  return `${ordered(column)} ${SIGN[order]} ${parameters.add(written(value, column))}`;
}

/** The column as it is compared for being equal: times by the millisecond, which is all that a `Date` says of them. */
export function compared({ reference, isFiner }: TableColumn): string {
  return isFiner ? `date_trunc('milliseconds', ${reference})` : reference;
}

/** The column as it is compared and sorted: text by its code points, whatever the database is used to. */
export function ordered(column: TableColumn): string {
  const { kind, sqlType } = column;
  if (kind !== 'text' || sqlType === 'uuid' || sqlType === 'date') return compared(column);
  return `${asText(column)} collate "C"`;
}

function likeSql(
  test: FieldTest & { readonly test: 'contains' | 'startsWith' | 'endsWith' },
  column: TableColumn,
  parameters: Parameters,
): string {
  const { value, ignoreCase, isNegated } = test;
  const text = (ignoreCase ? foldCase(value) : value).replaceAll(/[\\%_]/g, String.raw`\$&`);
  const pattern = `${test.test === 'startsWith' ? '' : '%'}${text}${test.test === 'endsWith' ? '' : '%'}`;
  const left = ignoreCase ? folded(column) : asText(column);
  const condition = `${left} ${isNegated ? 'not like' : 'like'} ${parameters.add(pattern)}`;
  return isNegated ? orNull(condition, column) : condition;
}

function asText({ reference, sqlType }: TableColumn): string {
  const isText = sqlType === 'text' || sqlType.startsWith('varchar');
  return isText ? reference : `${reference}::text`;
}

/** `A` to `Z` as `a` to `z`, and nothing else, which is what the locale C knows. */
function folded(column: TableColumn): string {
  return `lower(${asText(column)} collate "C")`;
}
