import type { ColumnShape } from '@internal/repository-rules';
import type { Predicate } from '@internal/specification-rules';
import { Table } from './table.js';

const plain = { isNullable: false, hasDefault: false, isInteger: false, isJson: false } as const;
const ID: ColumnShape = { name: 'id', kind: 'text', ...plain };
const CONTENT: ColumnShape = { name: 'content', kind: 'other', ...plain };

/** A table whose rows have an `id` and a `content`, for what a database keeps itself: committed with what else a transaction writes. */
export function keyedTable(name: string): Table {
  const columns = new Map([ID, CONTENT].map((column) => [column.name, column]));
  return new Table({ name, columns, id: ID, managed: {} }, []);
}

export function isId(id: string): Predicate {
  return { test: 'eq', field: ID, value: id, ignoreCase: false, isNegated: false };
}
