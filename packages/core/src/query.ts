import type { ComparableField, FieldOf, OrderedValue } from './specification.js';
import type { TransactionalOptions } from './transaction.js';

/** Rows without a value come last, or first in descending order. Rows that are equal are in the order of their ids, in the same direction. */
export interface SortBy<Row> {
  readonly field: ComparableField<Row>;
  /** Default: `asc`. Text by its code points. */
  readonly direction?: 'asc' | 'desc' | undefined;
}

export interface SelectOptions<Row, Field extends keyof Row> extends TransactionalOptions {
  /** The fields that are read. Default: all. */
  readonly select?: readonly Field[] | undefined;
}

export interface FindOneOptions<Row, Field extends keyof Row> extends SelectOptions<Row, Field> {
  /** Default: by id. */
  readonly sort?: readonly SortBy<Row>[] | undefined;
}

export interface FindOptions<Row, Field extends keyof Row> extends FindOneOptions<Row, Field> {
  /** Most rows. Default: all that there are. */
  readonly limit?: number | undefined;
}

export interface PageOptions<Row, Field extends keyof Row> extends FindOneOptions<Row, Field> {
  /** From 1. Default: 1. */
  readonly page?: number | undefined;
  /** 1 to 1,000. Default: 20. */
  readonly pageSize?: number | undefined;
}

export interface CursorPageOptions<Row, Field extends keyof Row> extends FindOneOptions<Row, Field> {
  /** The `nextCursor` of the page before, of the same query. One of another, or that was made up, is a `validation` error. */
  readonly cursor?: string | undefined;
  /** Most rows, 1 to 1,000. Default: 20. */
  readonly limit?: number | undefined;
}

export interface GroupOptions extends TransactionalOptions {
  /** Most groups. Default: all that there are. */
  readonly limit?: number | undefined;
}

/** What is made of many rows. Rows without a value do not count, but for `count`. */
export type Aggregate<Row> =
  /** How many there are. */
  | 'count'
  /** How many different values there are. */
  | { readonly countDistinct: ComparableField<Row> }
  /** 0 for none. */
  | { readonly sum: FieldOf<Row, number | bigint> }
  | { readonly avg: FieldOf<Row, number | bigint> }
  | { readonly min: FieldOf<Row, OrderedValue> }
  | { readonly max: FieldOf<Row, OrderedValue> };

type ValueOf<Row, Field> = Field extends keyof Row ? Exclude<Row[Field], null | undefined> : never;

/** What an aggregate comes to; `undefined` where there is no value to make it of. */
export type AggregateValue<Row, A> = A extends 'count' | { readonly countDistinct: unknown }
  ? number
  : A extends { readonly sum: infer Field }
    ? [ValueOf<Row, Field>] extends [bigint]
      ? bigint
      : number
    : A extends { readonly avg: unknown }
      ? number | undefined
      : A extends { readonly min: infer Field } | { readonly max: infer Field }
        ? ValueOf<Row, Field> | undefined
        : never;

/** Aggregates by the names that they get in the answer: `{ orders: 'count', revenue: { sum: 'total' } }`. */
export type Aggregates<Row> = Readonly<Record<string, Aggregate<Row>>>;

export type Aggregated<Row, A extends Aggregates<Row>> = { readonly [K in keyof A]: AggregateValue<Row, A[K]> };

/** A group: the values that its rows share, and what was made of them. */
export interface AggregatedGroup<Row, Field extends keyof Row, A extends Aggregates<Row>> {
  readonly key: Readonly<Pick<Row, Field>>;
  readonly values: Aggregated<Row, A>;
}
