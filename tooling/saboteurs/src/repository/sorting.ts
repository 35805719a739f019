import type { Row } from './spoil.js';

/** A wrong order. */
export interface Order {
  readonly nullsFirst?: boolean;
  readonly isUntied?: boolean;
  readonly isUpwards?: boolean;
  readonly isFirstOnly?: boolean;
  readonly compareText?: (a: string, b: string) => number;
}

interface SortBy {
  readonly field: string;
  readonly direction?: 'asc' | 'desc';
}

function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function compare(a: unknown, b: unknown, { nullsFirst = false, compareText = byCodePoints }: Order): number {
  if (a === null || b === null) return (Number(a === null) - Number(b === null)) * (nullsFirst ? -1 : 1);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}

/** Rows in an order that is wrong in one way. */
export function inOrder(rows: readonly Row[], sort: readonly SortBy[], order: Order): readonly Row[] {
  const last = sort.at(-1)?.direction;
  const tie: readonly SortBy[] = order.isUntied === true ? [] : [{ field: 'id', ...(last && { direction: last }) }];
  const by = [...(order.isFirstOnly === true ? sort.slice(0, 1) : sort), ...tie];
  return [...rows].sort((a, b) => {
    for (const { field, direction } of by) {
      const found = compare(a[field], b[field], order);
      if (found !== 0) return direction === 'desc' && order.isUpwards !== true ? -found : found;
    }
    return 0;
  });
}
