/** Longest wait of any sort: beyond it a number of milliseconds is no date any more. */
export const MAX_WAIT_MS: number = 100 * 365 * 24 * 3_600_000;

export function whole(name: string, value: number | undefined, least: number, most: number): string | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) return undefined;
  return `${name} must be a whole number from ${String(least)} to ${String(most)}, not ${String(value)}.`;
}

export function duration(name: string, value: number | undefined, least: number): string | undefined {
  if (value === undefined || (typeof value === 'number' && value >= least && value <= MAX_WAIT_MS)) return undefined;
  return `${name} must be a number of milliseconds of at least ${String(least)}, not ${String(value)}.`;
}
