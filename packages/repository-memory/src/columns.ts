import type { ColumnShape } from '@internal/repository-rules';

const KINDS: Readonly<Record<string, Pick<ColumnShape, 'kind' | 'isInteger' | 'isJson'>>> = {
  text: { kind: 'text', isInteger: false, isJson: false },
  number: { kind: 'number', isInteger: false, isJson: false },
  integer: { kind: 'number', isInteger: true, isJson: false },
  bigint: { kind: 'bigint', isInteger: false, isJson: false },
  boolean: { kind: 'boolean', isInteger: false, isJson: false },
  date: { kind: 'date', isInteger: false, isJson: false },
  json: { kind: 'other', isInteger: false, isJson: true },
  data: { kind: 'other', isInteger: false, isJson: false },
};

/** The columns, or what is wrong with a declaration. */
export function columnsOf(
  fields: Readonly<Record<string, string>>,
  hasDefault: (name: string) => boolean,
): ReadonlyMap<string, ColumnShape> | string {
  const columns = new Map<string, ColumnShape>();
  for (const [name, declared] of Object.entries(fields)) {
    const isNullable = declared.endsWith('?');
    const bare = isNullable ? declared.slice(0, -1) : declared;
    const kind = Object.hasOwn(KINDS, bare) ? KINDS[bare] : undefined;
    if (name.startsWith('$')) return `fields: ${name} begins with a $, which is for combining specifications.`;
    if (kind === undefined) {
      return `fields.${name} must be one of ${Object.keys(KINDS).join(', ')}, with or without a ?, not ${JSON.stringify(declared)}.`;
    }
    columns.set(name, { name, ...kind, isNullable, hasDefault: hasDefault(name) });
  }
  return columns;
}
