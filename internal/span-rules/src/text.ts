import type { Redactor } from '@internal/redaction';

const MAX_LENGTH = 4_096;

/** A text that may be kept: no password of a URL in it, whole characters, and an end. */
export function plainText(redact: Redactor, value: unknown, otherwise: string): string {
  if (typeof value !== 'string') return otherwise;
  const text = redact(value.length > 2 * MAX_LENGTH ? value.slice(0, 2 * MAX_LENGTH) : value);
  const plain = typeof text === 'string' ? text : otherwise;
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH).toWellFormed()}…` : plain;
}
