import { compareNullable } from './compare.js';
import type { FieldShape, RowShape } from './shape.js';

export interface ResolvedSort {
  readonly field: FieldShape;
  readonly isDescending: boolean;
}

/** The order that was asked for with the id behind it, so that no two rows are equal; or what is wrong with it. */
export function resolveSort(sort: unknown, shape: RowShape, id: FieldShape): readonly ResolvedSort[] | string {
  if (sort !== undefined && !Array.isArray(sort)) return 'sort must be an array of { field, direction }.';
  const resolved: ResolvedSort[] = [];
  for (const [index, entry] of ((sort ?? []) as readonly unknown[]).entries()) {
    const { field: name, direction = 'asc' } = (entry ?? {}) as {
      readonly field?: unknown;
      readonly direction?: unknown;
    };
    const field = typeof name === 'string' ? shape.get(name) : undefined;
    const where = `sort[${String(index)}]`;
    if (field === undefined) return `${where}: there is no field ${JSON.stringify(name)}.`;
    if (field.kind === 'other') return `${where}: ${field.name} is data that has no order.`;
    if (direction !== 'asc' && direction !== 'desc') return `${where}: direction must be asc or desc.`;
    if (resolved.some((other) => other.field === field)) return `${where}: ${field.name} is there twice.`;
    resolved.push({ field, isDescending: direction === 'desc' });
  }
  if (resolved.some(({ field }) => field === id)) return resolved;
  return [...resolved, { field: id, isDescending: resolved.at(-1)?.isDescending ?? false }];
}

type Row = Readonly<Record<string, unknown>>;

export function compareRows(sort: readonly ResolvedSort[], a: Row, b: Row): number {
  return comparePosition(
    sort,
    a,
    sort.map(({ field }) => b[field.name]),
  );
}

/** A row against a place in the order: the values of the fields that it goes by. */
export function comparePosition(sort: readonly ResolvedSort[], row: Row, position: readonly unknown[]): number {
  for (const [index, { field, isDescending }] of sort.entries()) {
    const order = compareNullable(row[field.name], position[index]);
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
}
