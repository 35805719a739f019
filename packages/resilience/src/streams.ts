/** The stream that a value is, or has as a member (`{ body }`), if there is one. */
export function streamIn(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Symbol.asyncIterator in value) return value;
  for (const member of Object.values(value) as readonly unknown[]) {
    if (typeof member === 'object' && member !== null && Symbol.asyncIterator in member) return member;
  }
  return undefined;
}
