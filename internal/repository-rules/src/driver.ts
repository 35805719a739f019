import type { AsyncResult, IoOptions } from '@infra/core';
import type { Predicate, ResolvedSort } from '@internal/specification-rules';
import type { Row } from './columns.js';
import type { ResolvedAggregate } from './aggregates.js';

export interface SelectQuery {
  readonly where: Predicate;
  readonly sort: readonly ResolvedSort[];
  /** Only what comes after this place in the order: the values of the fields of `sort`. */
  readonly after?: readonly unknown[] | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  /** All, where it is absent. */
  readonly fields?: readonly string[] | undefined;
  /** Nobody else may change the rows until the transaction ends. */
  readonly isLocking?: boolean | undefined;
}

/** New values for a row, and a number that counts up with them. */
export interface RowChanges {
  readonly set: Row;
  readonly increment: string | undefined;
}

export interface AggregateQuery {
  readonly by: readonly string[];
  readonly where: Predicate;
  readonly aggregates: readonly ResolvedAggregate[];
  readonly limit: number | undefined;
}

/** The values that a group shares, in the order of `by`, and what was made of it, in the order of `aggregates`. */
export interface AggregatedRow {
  readonly key: readonly unknown[];
  readonly values: readonly unknown[];
}

/** Where a statement runs, and the port's operation that it belongs to. */
export interface Statement<Open> extends IoOptions {
  readonly operation: string;
  readonly open: Open | undefined;
}

/**
 * What a provider does for a repository. All input has been checked. Rows that come out are copies. Who violates a unique constraint gets a
 * `conflict` whose `details.fields` name its columns.
 */
export interface RepositoryDriver<Open> {
  /** All or none. Gives the rows as they are stored, in their order. */
  insert(rows: readonly Row[], statement: Statement<Open>): AsyncResult<readonly Row[]>;
  /**
   * Inserts a row, or changes the one that has the same values in `by` if `visible` is for it, and gives it. Undefined where there
   * is one for which it is not.
   */
  upsert(
    row: Row,
    by: readonly string[],
    changes: RowChanges,
    visible: Predicate,
    statement: Statement<Open>,
  ): AsyncResult<{ readonly row: Row; readonly isNew: boolean } | undefined>;
  /** The row with this id that `visible` is for: the fast way, for the shape of this query is always the same. */
  findById(id: unknown, visible: Predicate, statement: Statement<Open>): AsyncResult<Row | undefined>;
  select(query: SelectQuery, statement: Statement<Open>): AsyncResult<readonly Row[]>;
  count(where: Predicate, statement: Statement<Open>): AsyncResult<number>;
  exists(where: Predicate, statement: Statement<Open>): AsyncResult<boolean>;
  aggregate(query: AggregateQuery, statement: Statement<Open>): AsyncResult<readonly AggregatedRow[]>;
  /** Gives the rows as they are now. */
  update(where: Predicate, changes: RowChanges, statement: Statement<Open>): AsyncResult<readonly Row[]>;
  /** `update`, where only their number is asked for. */
  updateMany(where: Predicate, changes: RowChanges, statement: Statement<Open>): AsyncResult<number>;
  delete(where: Predicate, statement: Statement<Open>): AsyncResult<number>;
}
