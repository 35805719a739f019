import type { SpanAttributes } from '@infra/core';
import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** The attributes that OpenTelemetry takes, each copied: whatever else is in there, a getter that throws included, is left out. */
export function toAttributes(attributes: SpanAttributes | undefined): Attributes {
  const taken: Attributes = {};
  if (typeof attributes !== 'object' || attributes === null) return taken;
  for (const name of Object.keys(attributes)) {
    try {
      const value = toValue(attributes[name]);
      if (value !== undefined) taken[name] = value;
    } catch {
      // A getter that throws has no value.
    }
  }
  return taken;
}

function toValue(value: unknown): AttributeValue | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}
