/** Freezes plain data, which has no cycles: a test that changes what it was given harms no other. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  const parts: readonly unknown[] = Object.values(value);
  for (const part of parts) deepFreeze(part);
  return value;
}
