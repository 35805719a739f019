/** Freezes plain data, which has no cycles: a test that changes what it was given harms no other. */
export function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  Object.freeze(value);
  const parts: readonly unknown[] = Object.values(value);
  for (const part of parts) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return value;
}
