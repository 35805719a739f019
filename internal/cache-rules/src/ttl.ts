/** The default life of an entry: an hour, so that nothing forgotten lives for ever. */
export const DEFAULT_TTL_MS = 3_600_000;

/** Why a TTL is none; undefined when it is one. Zero, negative or NaN would mean something else in every store. */
export function ttlProblem(ttlMs: unknown): string | undefined {
  if (ttlMs === Infinity) return undefined;
  if (typeof ttlMs === 'number' && ttlMs > 0 && ttlMs <= Number.MAX_SAFE_INTEGER) return undefined;
  const shown = typeof ttlMs === 'number' ? String(ttlMs) : typeof ttlMs;
  return `ttlMs must be a number of milliseconds above 0, or Infinity for no expiry, not ${shown}.`;
}
