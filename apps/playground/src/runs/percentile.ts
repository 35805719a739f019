/** The smallest value that at least this part (0 to 1) of the values does not exceed; 0 of none. `sorted` ascends. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** The median and the 95th percentile. */
export function p50AndP95(values: readonly number[]): { readonly p50Us: number; readonly p95Us: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50Us: percentile(sorted, 0.5), p95Us: percentile(sorted, 0.95) };
}
