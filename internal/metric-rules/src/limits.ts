/** What keeps the memory of a program bounded that labels by user id. */
export interface MetricLimits {
  /** Series of one metric, beside the one for what is beyond. */
  readonly maxSeries: number;
  readonly maxMetrics: number;
  /** UTF-16 units of one label's value. */
  readonly maxLabelLength: number;
}

export const DEFAULT_LIMITS: MetricLimits = { maxSeries: 1_000, maxMetrics: 1_000, maxLabelLength: 128 };

/** The first limit that is no whole number of at least 1, with what was given. */
export function limitProblem(
  given: Partial<Readonly<Record<keyof MetricLimits, unknown>>>,
): { readonly name: string; readonly given: unknown; readonly allowed: string } | undefined {
  for (const name of ['maxSeries', 'maxMetrics', 'maxLabelLength'] as const) {
    const value = given[name];
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 1)) continue;
    return { name, given: value, allowed: 'a whole number of at least 1' };
  }
  return undefined;
}
