import type { CursorPage, Page } from './page.js';
import type { Provided } from './provided.js';
import type {
  Aggregated,
  AggregatedGroup,
  Aggregates,
  CursorPageOptions,
  FindOneOptions,
  FindOptions,
  GroupOptions,
  PageOptions,
} from './query.js';
import type { AsyncResult } from './result.js';
import type { ComparableField, Specification } from './specification.js';
import type { TransactionalOptions } from './transaction.js';

/** Reads rows by what they are. */
export interface SpecificationReader<Row extends object> {
  /** The first of them. */
  findOne<const Field extends keyof Row = keyof Row>(
    where: Specification<Row>,
    options?: FindOneOptions<Row, Field>,
  ): AsyncResult<Pick<Row, Field> | undefined>;
  findMany<const Field extends keyof Row = keyof Row>(
    where: Specification<Row>,
    options?: FindOptions<Row, Field>,
  ): AsyncResult<readonly Pick<Row, Field>[]>;
  exists(where: Specification<Row>, options?: TransactionalOptions): AsyncResult<boolean>;
  count(where: Specification<Row>, options?: TransactionalOptions): AsyncResult<number>;
}

/** Answers questions about rows, which nobody writes through it: a table, a view, a read model. Rows are copies. */
export interface QueryService<Row extends object> extends Provided, SpecificationReader<Row> {
  /** A page by its number: for people who leaf through few. A page beyond the last is empty. */
  page<const Field extends keyof Row = keyof Row>(
    where: Specification<Row>,
    options?: PageOptions<Row, Field>,
  ): AsyncResult<Page<Pick<Row, Field>>>;
  /** A page by where the one before ended: for programs, and for lists without an end. */
  cursorPage<const Field extends keyof Row = keyof Row>(
    where: Specification<Row>,
    options?: CursorPageOptions<Row, Field>,
  ): AsyncResult<CursorPage<Pick<Row, Field>>>;
  /** What all of them come to. Sums of numbers are as exact as a double is. */
  aggregate<const A extends Aggregates<Row>>(
    where: Specification<Row>,
    aggregates: A,
    options?: TransactionalOptions,
  ): AsyncResult<Aggregated<Row, A>>;
  /** What each group of them comes to: the rows that have the same values in `by`. In the order of these. */
  aggregateBy<const Field extends ComparableField<Row>, const A extends Aggregates<Row>>(
    by: readonly Field[],
    where: Specification<Row>,
    aggregates: A,
    options?: GroupOptions,
  ): AsyncResult<readonly AggregatedGroup<Row, Field, A>[]>;
}
