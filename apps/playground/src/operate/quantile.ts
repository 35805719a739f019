/** How many values were at most `le`, as a histogram has it. */
export interface Bucket {
  readonly le: number;
  readonly count: number;
}

/**
 * Which value so many of them (0 to 1) do not exceed, estimated evenly within the bucket that it is in; 0 of none. Beyond the last
 * finite bound it is that bound: more is not known.
 */
export function quantileOf(buckets: readonly Bucket[], part: number): number {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return 0;
  const rank = part * total;
  let low = 0;
  let below = 0;
  for (const { le, count } of buckets) {
    if (count >= rank && count > below) {
      return Number.isFinite(le) ? low + ((le - low) * (rank - below)) / (count - below) : low;
    }
    if (Number.isFinite(le)) low = le;
    below = count;
  }
  return low;
}
