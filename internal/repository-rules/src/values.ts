import { isPlain } from '@internal/serialization';
import { kindOf, textProblem } from '@internal/specification-rules';
import type { ColumnShape, Row, TableShape } from './columns.js';

/** The values of a new row, or of changes, without those that are undefined; or why they cannot be stored. */
export function checkedValues(table: TableShape, values: unknown, isNew: boolean): Row | string {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return 'the values must be an object.';
  const managed = new Set<unknown>(Object.values(table.managed));
  const checked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values as Row)) {
    const column = table.columns.get(name);
    if (column === undefined)
      return `there is no field ${JSON.stringify(name)}; there are ${[...table.columns.keys()].join(', ')}.`;
    if (value === undefined) continue;
    if (managed.has(name)) return `${name} is kept by the repository: nobody sets it.`;
    if (!isNew && name === table.id.name) return `${name} is the id, which does not change.`;
    const problem = columnProblem(column, value);
    if (problem !== undefined) return problem;
    checked[name] = value;
  }
  if (!isNew) return checked;
  for (const column of table.columns.values()) {
    const isGiven = Object.hasOwn(checked, column.name) || managed.has(column.name);
    if (!isGiven && !column.isNullable && !column.hasDefault) return `${column.name} is missing.`;
  }
  return checked;
}

/** Why a column cannot keep a value. The value is not told: it may be a secret. */
function columnProblem(column: ColumnShape, value: unknown): string | undefined {
  const { name, kind, isNullable } = column;
  if (value === null) return isNullable ? undefined : `${name} must not be null.`;
  if (kind === 'other') {
    if (!column.isJson) return undefined;
    const plain = isPlain(value);
    if (!plain.ok) return `${name} is no data: ${plain.error}`;
    return plain.value ? undefined : `${name} has values that JSON does not keep as they are.`;
  }
  if (kindOf(value) !== kind)
    return `${name} must be a ${kind}, not ${Array.isArray(value) ? 'an array' : `a ${typeof value}`}.`;
  if (typeof value === 'string') return textProblem(name, value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? `${name} is a date that is none.` : undefined;
  if (column.isInteger && !Number.isSafeInteger(value)) return `${name} must be a whole number.`;
  return undefined;
}

/** Why there is no row with such an id. */
export function idProblem({ id }: TableShape, value: unknown): string | undefined {
  if (value === null || value === undefined) return `${id.name} must be a ${id.kind}, not ${String(value)}.`;
  return columnProblem(id, value);
}
