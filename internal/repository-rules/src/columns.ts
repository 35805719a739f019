import type { FieldShape } from '@internal/specification-rules';

/** A field as it is stored. */
export interface ColumnShape extends FieldShape {
  /** Whether a new row gets a value where the caller says none. */
  readonly hasDefault: boolean;
  /** Of a `number`: whole numbers only. */
  readonly isInteger: boolean;
  /** Of `other`: plain JSON, which is checked to be that. What is neither is the provider's to check. */
  readonly isJson: boolean;
}

export type Row = Readonly<Record<string, unknown>>;

/** The columns that the repository fills in itself: no caller sets them. */
export interface ManagedColumns {
  readonly version?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly createdBy?: string | undefined;
  readonly updatedBy?: string | undefined;
  readonly deletedAt?: string | undefined;
  readonly schemaVersion?: string | undefined;
}

export interface TableShape {
  /** What its entities are called. */
  readonly name: string;
  readonly columns: ReadonlyMap<string, ColumnShape>;
  readonly id: ColumnShape;
  readonly managed: ManagedColumns;
}

const KIND: Readonly<Record<keyof ManagedColumns, ColumnShape['kind']>> = {
  version: 'number',
  createdAt: 'date',
  updatedAt: 'date',
  createdBy: 'text',
  updatedBy: 'text',
  deletedAt: 'date',
  schemaVersion: 'number',
};

/** Why a table cannot be what the options say; undefined where it can. */
export function tableProblem({ columns, managed, id }: TableShape): string | undefined {
  const taken = new Set([id.name]);
  for (const role of Object.keys(KIND) as readonly (keyof ManagedColumns)[]) {
    const name = managed[role];
    if (name === undefined) continue;
    const column = columns.get(name);
    if (column === undefined) return `${role}: there is no column ${JSON.stringify(name)}.`;
    if (column.kind !== KIND[role])
      return `${role}: the column ${name} must be a ${KIND[role]}, and is a ${column.kind}.`;
    if (role === 'deletedAt' && !column.isNullable) return `deletedAt: the column ${name} must be nullable.`;
    if (taken.has(name)) return `${role}: the column ${name} has another role already.`;
    taken.add(name);
  }
  return undefined;
}
