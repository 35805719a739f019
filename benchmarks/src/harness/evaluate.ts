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

function extraMetric(over: string): string {
  return `ns more than ${over}`;
}

function evaluateTarget(target: TimedTarget, timings: Timings, estimates: Record<string, Estimate>): readonly Check[] {
  const own = timings.get(target.contestant) ?? [];
  if ('over' in target) {
    const metric = extraMetric(target.over);
    const extra = estimate(paired(own, timings.get(target.over) ?? [], (mine, theirs) => mine - theirs));
    estimates[metric] = extra;
    return [check(metric, 'target', { direction: 'at most', value: target.atMostNs }, extra)];
  }
  const ratio = estimates[RATIO];
  if (ratio === undefined) return [];
  return (['atLeast', 'goal'] as const).flatMap((kind) => {
    const value = target[kind];
    if (value === undefined) return [];
    return [check(RATIO, kind === 'goal' ? 'goal' : 'target', { direction: 'at least', value }, ratio)];
  });
}

/** Ratios of throughput: 2 is twice as fast as the baseline of the same round. */
export function evaluateTimed(bench: TimedBench, timings: Timings): BenchResult {
  const floor = timings.get(bench.baseline) ?? [];
  const rows = bench.contestants.map((contestant) => {
    const own = timings.get(contestant.name) ?? [];
    const estimates: Record<string, Estimate> = {
      [NS]: estimate(own),
      [RATIO]: estimate(paired(own, floor, (mine, base) => base / mine)),
    };
    const targets = bench.targets.filter((target) => target.contestant === contestant.name);
    const checks = targets.flatMap((target) => evaluateTarget(target, timings, estimates));
    return row(contestant, estimates, checks);
  });
  const extras = bench.targets.flatMap((target) => ('over' in target ? [extraMetric(target.over)] : []));
  const { name, operation, baseline } = bench;
  return { name, operation, baseline, metrics: [NS, RATIO, ...new Set(extras)], rows };
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
