/** What is known of a median. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly samples: readonly number[];
}

function ascending(samples: readonly number[]): readonly number[] {
  if (samples.length === 0) throw new RangeError('There are no samples.');
  return [...samples].sort((left, right) => left - right);
}

function at(sorted: readonly number[], index: number): number {
  return sorted[index] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  const sorted = ascending(samples);
  const upper = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(sorted, upper) : (at(sorted, upper - 1) + at(sorted, upper)) / 2;
}

/** How likely at most `successes` of `trials` tosses of a fair coin are heads. */
function fairCoin(trials: number, successes: number): number {
  let term = 0.5 ** trials;
  let sum = 0;
  for (let heads = 0; heads <= successes; heads += 1) {
    sum += term;
    term = (term * (trials - heads)) / (heads + 1);
  }
  return sum;
}

/**
 * How many samples may be cut off at each end so that the rest still spans the true median with the confidence.
 * Each sample is a toss of a coin: above the median or below. No assumption about how the samples are distributed, which
 * timings would break.
 */
export function cutOff(count: number, confidence: number): number {
  let cut = 0;
  while (2 * (cut + 1) < count && 2 * fairCoin(count, cut) <= 1 - confidence) cut += 1;
  return Math.max(0, cut - 1);
}

/** The median with its interval; below six samples the interval is their range, and less certain. */
export function estimate(samples: readonly number[], confidence = 0.95): Estimate {
  const sorted = ascending(samples);
  const cut = cutOff(sorted.length, confidence);
  return { median: median(sorted), low: at(sorted, cut), high: at(sorted, sorted.length - 1 - cut), samples };
}

/** Sample by sample: what stood side by side is compared, so that what disturbed one round disturbs one ratio. */
export function paired(
  left: readonly number[],
  right: readonly number[],
  compare: (left: number, right: number) => number,
): readonly number[] {
  if (left.length !== right.length) throw new RangeError('Paired samples come in equal numbers.');
  return left.map((sample, index) => compare(sample, at(right, index)));
}
