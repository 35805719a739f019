import { getTableColumns, is, sql } from 'drizzle-orm';
import { PgEnumColumn, type PgColumn, type PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import type { ColumnShape } from '@internal/repository-rules';
import type { FieldKind } from '@internal/specification-rules';
import { codecOf, type Codec } from './codecs.js';

/** What means the same in SQL as in memory. What is not here (`numeric` as text, arrays, `char(n)`) can only be there or not. */
const KINDS: Readonly<Record<string, FieldKind>> = {
  PgText: 'text',
  PgVarchar: 'text',
  PgUUID: 'text',
  PgEnumColumn: 'text',
  PgDateString: 'text',
  PgInteger: 'number',
  PgSmallInt: 'number',
  PgSerial: 'number',
  PgSmallSerial: 'number',
  PgBigInt53: 'number',
  PgBigSerial53: 'number',
  PgReal: 'number',
  PgDoublePrecision: 'number',
  PgBigInt64: 'bigint',
  PgBigSerial64: 'bigint',
  PgBoolean: 'boolean',
  PgTimestamp: 'date',
};

/** The least and the greatest that a column of whole numbers can hold. */
const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  smallint: [-(2n ** 15n), 2n ** 15n - 1n],
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** A column of a table, as the rules see it and as SQL does. */
export interface TableColumn extends ColumnShape {
  readonly column: PgColumn;
  readonly codec: Codec;
  /** What the database calls it. */
  readonly sqlName: string;
  /** As a statement names it beside others: `"orders"."total"`. */
  readonly reference: string;
  /** As it is named where only its own table can be meant: `"total"`. */
  readonly identifier: string;
  /** The type for a cast: a `serial` is an `integer`. */
  readonly sqlType: string;
  /** Of an enum. */
  readonly choices: ReadonlySet<string> | undefined;
  /** Of whole numbers. */
  readonly range: readonly [bigint, bigint] | undefined;
  /** Of times that are finer than what a `Date` can say. */
  readonly isFiner: boolean;
}

export function columnsOf(table: PgTable, dialect: PgDialect): ReadonlyMap<string, TableColumn> {
  const columns: Readonly<Record<string, PgColumn>> = getTableColumns(table);
  return tableColumns(Object.entries(columns), dialect);
}

/** Columns by the names that rows have them by. */
export function tableColumns(
  columns: readonly (readonly [string, PgColumn])[],
  dialect: PgDialect,
): ReadonlyMap<string, TableColumn> {
  return new Map(columns.map(([name, column]) => [name, columnOf(name, column, dialect)]));
}

/** The last name of several with points between them. */
const LAST_NAME = /"((?:[^"]|"")*)"$/;

function columnOf(name: string, column: PgColumn, dialect: PgDialect): TableColumn {
  const reference = dialect.sqlToQuery(sql`${column}`).sql;
  // drizzle 0.45 has its dialect make the names of columns that were given none.
  const sqlName = LAST_NAME.exec(reference)?.[1]?.replaceAll('""', '"') ?? column.name;
  const dimensions = dimensionsOf(column);
  // An array is none of what its elements are.
  const type = dimensions === 0 ? column.columnType : 'PgArray';
  const sqlType = `${sqlTypeOf(column)}${'[]'.repeat(dimensions)}`;
  const range = RANGES[sqlType];
  return {
    name,
    column,
    codec: codecOf(column, type),
    sqlName,
    reference,
    identifier: quoted(sqlName),
    sqlType,
    choices: is(column, PgEnumColumn) ? new Set(column.enumValues) : undefined,
    range,
    isFiner: type === 'PgTimestamp' && !/\([0-3]\)/.test(sqlType),
    kind: KINDS[type] ?? 'other',
    isNullable: !column.notNull,
    hasDefault: column.hasDefault || column.generated !== undefined || column.generatedIdentity !== undefined,
    isInteger: range !== undefined && KINDS[type] === 'number',
    isJson: type === 'PgJson' || type === 'PgJsonb',
  };
}

/** drizzle 1.0 has arrays as columns of their elements with dimensions; 0.45 as columns of their own. */
function dimensionsOf(column: object): number {
  return 'dimensions' in column && typeof column.dimensions === 'number' ? column.dimensions : 0;
}

/** As it is written in a cast. */
function sqlTypeOf(column: PgColumn): string {
  const type = column.getSQLType();
  if (column.columnType !== 'PgEnumColumn' || !is(column, PgEnumColumn)) {
    return type.replace(/^(big|small)?serial$/, integerOf);
  }
  const { enumName, schema } = column.enum;
  return [...(schema === undefined ? [] : [schema]), enumName].map(quoted).join('.');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function integerOf(serial: string): string {
  if (serial.startsWith('big')) return 'bigint';
  return serial.startsWith('small') ? 'smallint' : 'integer';
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

function isDay(value: string): boolean {
  const day = new Date(value);
  // `2024-02-30` is a day of March to Date.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/** Whether the column could have this value: PostgreSQL refuses to compare with another, where in memory it is just not equal. */
export function couldHave({ choices, range, sqlType }: TableColumn, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (range === undefined) return true;
    const isWhole = typeof value === 'bigint' || Number.isInteger(value);
    return isWhole && value >= range[0] && value <= range[1];
  }
  if (typeof value !== 'string') return true;
  if (choices !== undefined) return choices.has(value);
  if (sqlType === 'uuid') return UUID.test(value);
  if (sqlType === 'date') return DAY.test(value) && isDay(value);
  return true;
}

/** A value for the driver. */
export function written(value: unknown, { codec }: TableColumn): unknown {
  return value === null || value === undefined ? null : codec.write(value);
}

/** A value from the driver. */
export function read(value: unknown, { codec }: TableColumn): unknown {
  return value === null || value === undefined ? null : codec.read(value);
}
