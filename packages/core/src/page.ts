/** One page of many, by its number. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many there are on all pages, counted right after the items were read. */
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly hasNext: boolean;
  readonly hasPrev: boolean;
}

/** One page of many, by where the one before ended: costs the same however deep it is, and rows that come or go in between shift nothing. */
export interface CursorPage<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}
