import type { SpanAttributes } from '@infra/core';
import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** What is kept of one text, and of one list: a span is for people, and a collector refuses what is too large. */
const TEXT_LENGTH = 16_384;
const LIST_LENGTH = 128;

/** At most so much of a text that no half of a character is left at its end. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** The attributes that OpenTelemetry takes, each copied: whatever else is in there, a getter that throws included, is left out. */
export function toAttributes(attributes: SpanAttributes | undefined): Attributes {
  const taken: Attributes = {};
  for (const name of namesOf(attributes)) {
    try {
      const value = toValue(attributes?.[name]);
      if (value !== undefined) taken[name] = value;
    } catch {
      // A getter that throws has no value.
    }
  }
  return taken;
}

function namesOf(attributes: unknown): readonly string[] {
  try {
    return typeof attributes === 'object' && attributes !== null ? Object.keys(attributes) : [];
  } catch {
    return [];
  }
}

function toValue(value: unknown): AttributeValue | undefined {
  if (typeof value === 'string') return cut(value, TEXT_LENGTH);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item): item is string => typeof item === 'string');
  return texts.slice(0, LIST_LENGTH).map((text) => cut(text, TEXT_LENGTH));
}
