import { createAllowance, TICKS_PER_MS } from './allowance.js';

/** Why there is no such limit; undefined when there is. */
export function rateProblem(limit: number, windowMs: number): string | undefined {
  return wholeProblem('limit', limit) ?? wholeProblem('windowMs', windowMs) ?? exactnessProblem(limit, windowMs);
}

function wholeProblem(name: string, value: number): string | undefined {
  if (Number.isSafeInteger(value) && value >= 1) return undefined;
  return `${name} must be a whole number of at least 1, not ${String(value)}.`;
}

function exactnessProblem(limit: number, windowMs: number): string | undefined {
  const { tickUnits, capacity } = createAllowance(limit, windowMs);
  if (Number.isSafeInteger(tickUnits * TICKS_PER_MS) && Number.isSafeInteger(capacity)) return undefined;
  return (
    `${String(limit)} in ${String(windowMs)} ms cannot be counted exactly: round limit or windowMs, ` +
    'such as 1,000,000 in 86,400,000 ms.'
  );
}
