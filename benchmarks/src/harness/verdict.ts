import type { Estimate } from './statistics.js';

/** `MISSED` only where the whole interval is on the wrong side. */
export type Verdict = 'PASS' | 'MISSED' | 'unclear';

export interface Bound {
  readonly direction: 'at least' | 'at most';
  readonly value: number;
}

export function verdict({ low, high }: Estimate, { direction, value }: Bound): Verdict {
  const [worst, best] = direction === 'at least' ? [low, high] : [-high, -low];
  const wanted = direction === 'at least' ? value : -value;
  if (worst >= wanted) return 'PASS';
  return best < wanted ? 'MISSED' : 'unclear';
}

/** A bound, and how it went. A `goal` is hoped for: missing it fails nothing. */
export interface Check {
  readonly metric: string;
  readonly bound: Bound;
  readonly kind: 'target' | 'goal';
  readonly verdict: Verdict;
}

export function check(metric: string, kind: Check['kind'], bound: Bound, estimate: Estimate): Check {
  return { metric, kind, bound, verdict: verdict(estimate, bound) };
}
