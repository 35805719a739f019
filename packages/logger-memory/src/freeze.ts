import type { Loggable } from '@internal/redaction';

/** Freezes plain data, which has no cycles: a test that changes what it was given harms no other. */
export function deepFreeze<T extends Loggable>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    const parts: readonly Loggable[] = Object.values(value);
    for (const part of parts) deepFreeze(part);
  }
  return value;
}
