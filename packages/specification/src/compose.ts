import type { Specification } from '@infra/core';

/** Meets all of them; every row, where there are none. */
export function and<Row>(...specifications: readonly Specification<Row>[]): Specification<Row> {
  // A row's own fields make the type one that the compiler cannot look into; the key belongs to every specification.
  return { $and: specifications };
}

/** Meets one of them at least; no row, where there are none. */
export function or<Row>(...specifications: readonly Specification<Row>[]): Specification<Row> {
  return { $or: specifications };
}

/** Meets it not: every row that the specification is not for, those included that have no value. */
export function not<Row>(specification: Specification<Row>): Specification<Row> {
  return { $not: specification };
}
