import { isInfraError, type SpanAttribute } from '@infra/core';
import type { Redactor } from '@internal/redaction';
import type { EndedSpan } from './ended-span.js';
import { plainText } from './text.js';

const KINDS: readonly unknown[] = ['internal', 'server', 'client', 'producer', 'consumer'];
/** As OpenTelemetry has it for attributes and for events: https://opentelemetry.io/docs/specs/otel/common/#configurable-parameters */
export const MAX_ENTRIES = 128;

export function isKind(kind: unknown): kind is EndedSpan['kind'] {
  return KINDS.includes(kind);
}

/** Copies what is an attribute into `target`, in which there is room for `MAX_ENTRIES`; what is none is left out. */
export function copyAttributes(redact: Redactor, target: Map<string, SpanAttribute>, attributes: unknown): void {
  if (typeof attributes !== 'object' || attributes === null) return;
  for (const key of Object.keys(attributes)) {
    if (target.size >= MAX_ENTRIES && !target.has(key)) continue;
    const value = plainAttribute(redact, Reflect.get(attributes, key));
    if (value !== undefined) target.set(plainText(redact, key, key), value);
  }
}

function plainAttribute(redact: Redactor, value: unknown): SpanAttribute | undefined {
  if (typeof value === 'string') return plainText(redact, value, '');
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (!Array.isArray(value)) return undefined;
  const texts = value.slice(0, MAX_ENTRIES).filter((entry) => typeof entry === 'string');
  return Object.freeze(texts.map((text) => plainText(redact, text, '')));
}

/** What a span says of a failure: never more than the code and the message. */
export function describeFailure(redact: Redactor, error: unknown): { readonly code: string; readonly message: string } {
  const otherwise = `a thrown ${typeof error}`;
  try {
    if (isInfraError(error)) return { code: error.code, message: plainText(redact, error.message, otherwise) };
    if (error instanceof Error) {
      return { code: plainText(redact, error.name, 'Error'), message: plainText(redact, error.message, otherwise) };
    }
    return { code: 'Error', message: plainText(redact, error, otherwise) };
  } catch {
    return { code: 'Error', message: 'an error that cannot be read' };
  }
}
