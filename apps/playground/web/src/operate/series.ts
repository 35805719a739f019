import type { BreakerState, Happening, OperateTick, PortSample } from '../../../src/contract.js';

/** What is shown of one port, or of all of them together. */
export interface Series {
  /** In milliseconds since 1970. */
  readonly moments: readonly number[];
  readonly perSecond: readonly number[];
  /** Of 100 calls; `null` where there were none. */
  readonly errorPercent: readonly (number | null)[];
  /** In milliseconds; of several ports those of the slowest. */
  readonly p50Ms: readonly (number | null)[];
  readonly p95Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
}

/** The ticks of the latest so many milliseconds. */
export function within(ticks: readonly OperateTick[], windowMs: number): readonly OperateTick[] {
  const last = ticks.at(-1)?.at ?? 0;
  return ticks.filter(({ at }) => at > last - windowMs);
}

/** `name` is `port/provider`; without it all ports together. */
export function seriesOf(ticks: readonly OperateTick[], everyMs: number, name?: string): Series {
  const samples = ticks.map(({ ports }) => {
    const all = name === undefined ? Object.values(ports) : [ports[name]];
    return all.filter((sample): sample is PortSample => sample !== undefined && sample.calls > 0);
  });
  const slowest = (quantile: 'p50Us' | 'p95Us' | 'p99Us') =>
    samples.map((all) => (all.length === 0 ? null : Math.max(...all.map((sample) => sample[quantile])) / 1_000));
  return {
    moments: ticks.map(({ at }) => at),
    perSecond: samples.map((all) => (sum(all, 'calls') * 1_000) / everyMs),
    errorPercent: samples.map((all) => (all.length === 0 ? null : (100 * sum(all, 'errors')) / sum(all, 'calls'))),
    p50Ms: slowest('p50Us'),
    p95Ms: slowest('p95Us'),
    p99Ms: slowest('p99Us'),
  };
}

/** One port, lately. */
export interface Lately {
  readonly perSecond: number;
  readonly calls: number;
  readonly errors: number;
  readonly retries: number;
  /** The highest of any stretch. */
  readonly p95Us: number;
}

/** `name` is `port/provider`; without it all ports together. */
export function lately(ticks: readonly OperateTick[], everyMs: number, name?: string): Lately {
  const samples = ticks.flatMap(({ ports }) => (name === undefined ? Object.values(ports) : (ports[name] ?? [])));
  const calls = sum(samples, 'calls');
  return {
    perSecond: ticks.length === 0 ? 0 : (calls * 1_000) / (everyMs * ticks.length),
    calls,
    errors: sum(samples, 'errors'),
    retries: sum(samples, 'retries'),
    p95Us: Math.max(0, ...samples.map(({ p95Us }) => p95Us)),
  };
}

function sum(samples: readonly PortSample[], what: 'calls' | 'errors' | 'retries'): number {
  return samples.reduce((total, sample) => total + sample[what], 0);
}

/** `undefined`: there was no breaker. */
export type Watched = BreakerState | undefined;

/** How the breaker of a port was, as stretches of the same state with their part (0 to 1) of the whole. */
export function stretchesOf(
  ticks: readonly OperateTick[],
  name: string,
): readonly { readonly state: Watched; readonly part: number }[] {
  const stretches: { state: Watched; part: number }[] = [];
  for (const { ports } of ticks) {
    const state = ports[name]?.breaker;
    const last = stretches.at(-1);
    if (last !== undefined && last.state === state) last.part += 1 / ticks.length;
    else stretches.push({ state, part: 1 / ticks.length });
  }
  return stretches;
}

/** The breakers that are not closed now. */
export function openBreakers(ticks: readonly OperateTick[]): readonly string[] {
  return Object.entries(ticks.at(-1)?.ports ?? {})
    .filter(([, { breaker }]) => breaker === 'open' || breaker === 'half-open' || breaker === 'forced-open')
    .map(([name]) => name);
}

/** When something was broken on purpose; a fault that is still in force lasts until `now`. */
export function brokenStretches(
  happenings: readonly Happening[],
  now: number,
): readonly { readonly from: number; readonly to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  let from: number | undefined;
  for (const { kind, tone, at } of happenings) {
    if (kind !== 'fault') continue;
    if (tone === 'bad') from ??= at;
    else if (from !== undefined) {
      stretches.push({ from, to: at });
      from = undefined;
    }
  }
  return from === undefined ? stretches : [...stretches, { from, to: now }];
}
