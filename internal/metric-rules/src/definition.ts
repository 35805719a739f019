import { show } from './show.js';

export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** What one metric is, once and for all. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: MetricKind;
  readonly description: string;
  readonly labelNames: readonly string[];
  /** Of a histogram; without the last bound, which is infinite. */
  readonly buckets: readonly number[];
}

/** In seconds, from a fast query to a slow page: those of the Prometheus clients. */
export const DEFAULT_BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const NAME = /^[a-z][a-z0-9_]*$/;
const MAX_NAME_LENGTH = 200;
const MAX_LABELS = 32;
const MAX_BUCKETS = 200;

/** Series of a histogram end like this: a metric named so would be taken for one of them. */
const RESERVED_END = /_(?:bucket|sum|count)$/;
/** https://prometheus.io/docs/concepts/data_model/ and, for histograms and summaries, the exposition format. */
const RESERVED_LABELS: readonly unknown[] = ['le', 'quantile'];

/** Why a name may not be one of this kind; undefined when it may. `isTimer`: it holds seconds, and says so. */
export function nameProblem(name: unknown, kind: MetricKind, isTimer: boolean): string | undefined {
  if (typeof name !== 'string' || !NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    return `a name is snake_case, of at most ${MAX_NAME_LENGTH} characters: 'cache_hits_total'`;
  }
  if (RESERVED_END.test(name)) return 'names that end in _bucket, _sum or _count are those of a histogram’s series';
  if ((kind === 'counter') !== name.endsWith('_total'))
    return 'the name of a counter ends in _total, and no other does';
  if (isTimer && !name.endsWith('_seconds')) return 'the name of a timer ends in _seconds, the unit that it is read in';
  return undefined;
}

/** What the caller gave as options, of whatever type it really is, checked and copied; a string says what is wrong. */
export function define(
  name: string,
  kind: MetricKind,
  { description, labelNames = [], buckets = DEFAULT_BUCKETS }: Readonly<Record<string, unknown>>,
): MetricDefinition | string {
  const names = copyLabelNames(labelNames);
  if (typeof names === 'string') return names;
  const bounds = kind === 'histogram' ? copyBuckets(buckets) : [];
  if (typeof bounds === 'string') return bounds;
  const text = typeof description === 'string' && description.trim() !== '' ? description : name.replaceAll('_', ' ');
  return { name, kind, description: text, labelNames: names, buckets: bounds };
}

function copyLabelNames(given: unknown): readonly string[] | string {
  if (!Array.isArray(given) || given.length > MAX_LABELS) return `labelNames is a list of at most ${MAX_LABELS} names`;
  const names: string[] = [];
  for (const name of given as readonly unknown[]) {
    if (typeof name !== 'string' || !NAME.test(name) || RESERVED_LABELS.includes(name) || names.includes(name)) {
      return `no label can be named ${show(name)}: snake_case, each once, and neither 'le' nor 'quantile'`;
    }
    names.push(name);
  }
  return names;
}

function copyBuckets(given: unknown): readonly number[] | string {
  const wanted = `buckets is a list of 1 to ${MAX_BUCKETS} finite numbers, rising`;
  if (!Array.isArray(given) || given.length === 0 || given.length > MAX_BUCKETS) return wanted;
  const bounds: number[] = [];
  for (const bound of given as readonly unknown[]) {
    const last = bounds.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (typeof bound !== 'number' || !Number.isFinite(bound) || bound <= last) return wanted;
    bounds.push(bound);
  }
  return bounds;
}

/** Whether what a second call says of a metric is what the first one said. What it leaves out does not differ. */
export function isSameMetric(known: MetricDefinition, options: Readonly<Record<string, unknown>>): boolean {
  if (!isSameList(known.labelNames, options['labelNames'])) return false;
  return known.kind !== 'histogram' || isSameList(known.buckets, options['buckets']);
}

function isSameList(known: readonly unknown[], given: unknown): boolean {
  if (given === undefined) return true;
  return Array.isArray(given) && given.length === known.length && known.every((entry, at) => given[at] === entry);
}
