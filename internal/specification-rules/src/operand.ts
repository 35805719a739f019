import { kindOf, type FieldShape } from './shape.js';

/** Why a field cannot be compared with a value; undefined where it can. The value itself is never told: it may be a secret. */
export function valueProblem(field: FieldShape, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (value === undefined) {
    return `${field.name} is compared with undefined: leave the condition out, or say null for what is not there.`;
  }
  const kind = kindOf(value);
  if (kind === 'other' || field.kind === 'other') {
    return field.kind === 'other' && kind !== 'other'
      ? `${field.name} is data that can only be compared with null.`
      : `${field.name} cannot be compared with ${Array.isArray(value) ? 'an array' : `a ${typeof value}`}.`;
  }
  if (kind !== field.kind) return `${field.name} is a ${field.kind}, and is compared with a ${String(kind)}.`;
  if (typeof value === 'number' && Number.isNaN(value)) return `${field.name} is compared with NaN.`;
  if (value instanceof Date && Number.isNaN(value.getTime()))
    return `${field.name} is compared with a date that is none.`;
  return typeof value === 'string' ? textProblem(field.name, value) : undefined;
}

/** What a database cannot keep as it is: PostgreSQL has no NUL in text, and UTF-8 no lone surrogates. */
export function textProblem(name: string, text: string): string | undefined {
  if (text.includes('\0')) return `${name} has a NUL character, which databases do not keep.`;
  return text.isWellFormed() ? undefined : `${name} has a lone surrogate, which is no text.`;
}
