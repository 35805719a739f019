import type { CountingBench, TimedBench, TimedTarget } from './bench.js';
import type { Timings } from './rounds.js';
import { estimate, paired, type Estimate } from './statistics.js';
import { check, type Check } from './verdict.js';

/** A line of the report: one contestant of one bench. */
export interface Row {
  readonly contestant: string;
  readonly note?: string;
  readonly estimates: Readonly<Record<string, Estimate>>;
  readonly checks: readonly Check[];
}

export interface BenchResult {
  readonly name: string;
  readonly operation: string;
  readonly baseline?: string;
  /** Columns, in order. */
  readonly metrics: readonly string[];
  readonly rows: readonly Row[];
}

export const RATIO = 'ratio';
export const NS = 'ns/op';

function row(
  { name, note }: { readonly name: string; readonly note?: string },
  estimates: Row['estimates'],
  checks: Row['checks'],
): Row {
  return { contestant: name, ...(note === undefined ? undefined : { note }), estimates, checks };
}

/** The column that a target is about. */
function metricOf(target: TimedTarget): string {
  if ('over' in target) return `ns more than ${target.over}`;
  return target.against === undefined ? RATIO : `${RATIO} to ${target.against}`;
}

function ratio(own: readonly number[], base: readonly number[]): Estimate {
  return estimate(paired(own, base, (mine, theirs) => theirs / mine));
}

function evaluateTarget(
  target: TimedTarget,
  baseline: string,
  timings: Timings,
): { readonly found: Estimate; readonly checks: readonly Check[] } {
  const metric = metricOf(target);
  const own = timings.get(target.contestant) ?? [];
  if ('over' in target) {
    const found = estimate(paired(own, timings.get(target.over) ?? [], (mine, theirs) => mine - theirs));
    return { found, checks: [check(metric, 'target', { direction: 'at most', value: target.atMostNs }, found)] };
  }
  const found = ratio(own, timings.get(target.against ?? baseline) ?? []);
  const checks = (['atLeast', 'goal'] as const).flatMap((kind) => {
    const value = target[kind];
    if (value === undefined) return [];
    return [check(metric, kind === 'goal' ? 'goal' : 'target', { direction: 'at least', value }, found)];
  });
  return { found, checks };
}

/** Ratios of throughput: 2 is twice as fast as the baseline of the same round. */
export function evaluateTimed(bench: TimedBench, timings: Timings): BenchResult {
  const { name, operation, baseline, targets } = bench;
  const base = timings.get(baseline) ?? [];
  const rows = bench.contestants.map((contestant) => {
    const own = timings.get(contestant.name) ?? [];
    const estimates: Record<string, Estimate> = { [NS]: estimate(own), [RATIO]: ratio(own, base) };
    const checks: Check[] = [];
    for (const target of targets.filter((candidate) => candidate.contestant === contestant.name)) {
      const result = evaluateTarget(target, baseline, timings);
      estimates[metricOf(target)] = result.found;
      checks.push(...result.checks);
    }
    return row(contestant, estimates, checks);
  });
  return { name, operation, baseline, metrics: [...new Set([NS, RATIO, ...targets.map(metricOf)])], rows };
}

/** Samples by contestant, each with a number per metric. */
export type Tallies = ReadonlyMap<string, readonly Readonly<Record<string, number>>[]>;

export function evaluateCounting(bench: CountingBench, tallies: Tallies): BenchResult {
  const metrics = new Set<string>();
  const rows = bench.contestants.map((contestant) => {
    const samples = tallies.get(contestant.name) ?? [];
    const estimates: Record<string, Estimate> = {};
    for (const metric of Object.keys(samples[0] ?? {})) {
      metrics.add(metric);
      estimates[metric] = estimate(samples.map((sample) => sample[metric] ?? Number.NaN));
    }
    const checks = bench.targets.flatMap(({ contestant: name, metric, atMost }) => {
      const found = estimates[metric];
      if (name !== contestant.name || found === undefined) return [];
      return [check(metric, 'target', { direction: 'at most', value: atMost }, found)];
    });
    return row(contestant, estimates, checks);
  });
  return { name: bench.name, operation: bench.operation, metrics: [...metrics], rows };
}
