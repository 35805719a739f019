import type { AggregatedRow, AggregateQuery, ResolvedAggregate, Row } from '@internal/repository-rules';
import { compareNullable, compareValues } from '@internal/specification-rules';
import { keyOf } from './table.js';

/** Groups in the order of what they share; one group of everything where nothing is grouped by. */
export function aggregate(rows: readonly Row[], { by, aggregates, limit }: AggregateQuery): readonly AggregatedRow[] {
  const groups = new Map<string, Row[]>();
  if (by.length === 0) groups.set('', []);
  for (const row of rows) {
    const key =
      by.length === 0 ? '' : JSON.stringify(by.map((field) => [typeof row[field], String(keyOf(row[field]))]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const made = [...groups.values()].map((group) => ({
    key: by.map((field) => group[0]?.[field] ?? null),
    values: aggregates.map((one) => valueOf(group, one)),
  }));
  made.sort((a, b) => compareKeys(a.key, b.key));
  return made.slice(0, limit);
}

function compareKeys(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareNullable(value, b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function valueOf(group: readonly Row[], { make, column }: ResolvedAggregate): unknown {
  if (column === undefined) return group.length;
  const values = group.map((row) => row[column.name] ?? null).filter((value) => value !== null);
  switch (make) {
    case 'count':
      return group.length;
    case 'countDistinct':
      return new Set(values.map((value) => `${typeof value} ${String(keyOf(value))}`)).size;
    case 'sum':
      return column.kind === 'bigint' ? bigintSum(values) : numberSum(values);
    case 'avg':
      return values.length === 0 ? undefined : numberSum(values) / values.length;
    case 'min':
      return values.reduce((least, value) => (compareValues(value, least) < 0 ? value : least), values[0]);
    case 'max':
      return values.reduce((most, value) => (compareValues(value, most) > 0 ? value : most), values[0]);
  }
}

function numberSum(values: readonly unknown[]): number {
  return values.reduce((sum: number, value) => sum + Number(value), 0);
}

function bigintSum(values: readonly unknown[]): bigint {
  return values.reduce((sum: bigint, value) => sum + (typeof value === 'bigint' ? value : 0n), 0n);
}
