/** What means the same to every provider when it is compared. */
export type ComparableValue = string | number | bigint | boolean | Date;

/** What is ordered, and not only equal or not. */
export type OrderedValue = Exclude<ComparableValue, boolean>;

type Present<T> = Exclude<T, null | undefined>;

/** The fields of a row whose values are all of a kind. */
export type FieldOf<Row, Kind> = {
  [K in keyof Row]-?: [Present<Row[K]>] extends [Kind] ? K : never;
}[keyof Row] &
  string;

/** A field that can be compared and sorted by: data of another kind, such as JSON, can only be there or not. */
export type ComparableField<Row> = FieldOf<Row, ComparableValue>;

type Operand<T> = [Present<T>] extends [ComparableValue] ? Exclude<T, undefined> : null extends T ? null : never;

/** Several in one condition must all hold. */
export interface EqualityConditions<T> {
  readonly eq?: T;
  readonly ne?: T;
  /** Equal to one of them. None of them is: nothing is. */
  readonly in?: readonly T[];
  readonly notIn?: readonly T[];
}

export interface OrderConditions<T> {
  readonly gt?: T;
  readonly gte?: T;
  readonly lt?: T;
  readonly lte?: T;
}

export interface TextConditions {
  readonly contains?: string;
  readonly startsWith?: string;
  readonly endsWith?: string;
  /** Whether `A` to `Z` count as `a` to `z`, in all of this condition but its order. Other letters never do. Default: false. */
  readonly ignoreCase?: boolean;
}

/** What a field must be: a value, which it must equal, or comparisons, which must all hold. `null` is its absence. */
export type Condition<T> =
  | Operand<T>
  | (EqualityConditions<Operand<T>> &
      ([Present<T>] extends [OrderedValue] ? OrderConditions<Present<T>> : unknown) &
      ([Present<T>] extends [string] ? TextConditions : unknown));

/**
 * Which rows are meant, as data: all that it says must hold, and `{}` means every row. `and`, `or` and `not` of `@infra/specification` compose
 * them. It means the same in memory and in SQL:
 *
 * - It holds or it does not. `null` equals `null` and differs from every value; nothing is greater or less than `null`; `$not` of what does not
 *   hold holds.
 * - Text is compared by its code points, which is the order of its UTF-8 bytes (SQL: `collate "C"`).
 * - Times are compared by the millisecond. `NaN` is a `validation` error.
 * - A field that is `undefined` is a `validation` error, not a condition that is left out: a variable that was forgotten never selects
 *   every row. So are fields that are not there.
 *
 * @example { status: 'open', total: { gte: 100 }, $or: [{ email: { endsWith: '.de' } }, { email: null }] }
 */
export type Specification<Row> = { readonly [K in keyof Row]?: Condition<Row[K]> } & {
  readonly $and?: readonly Specification<Row>[];
  /** Of none, nothing. */
  readonly $or?: readonly Specification<Row>[];
  readonly $not?: Specification<Row>;
};
