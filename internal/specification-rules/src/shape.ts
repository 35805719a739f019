/** What a field's values are; `other` can only be there or not. */
export type FieldKind = 'text' | 'number' | 'bigint' | 'boolean' | 'date' | 'other';

export interface FieldShape {
  readonly name: string;
  readonly kind: FieldKind;
  readonly isNullable: boolean;
}

/** The fields of a row by their names. */
export type RowShape = ReadonlyMap<string, FieldShape>;

/** The kind of a value; undefined for `null`. */
export function kindOf(value: unknown): FieldKind | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return 'text';
  const type = typeof value;
  if (type === 'number' || type === 'bigint' || type === 'boolean') return type;
  return value instanceof Date ? 'date' : 'other';
}
