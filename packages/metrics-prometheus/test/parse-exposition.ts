import type { MetricSample } from '@infra/core';

interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)",?/y;
const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;

/**
 * Reads the text format, strictly: a line of no known form, a series without a type, or one that is there twice, throws.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseExposition(text: string): readonly MetricSample[] {
  const types = new Map<string, string>();
  const seen = new Set<string>();
  const numbers: MetricSample[] = [];
  const histograms = new Map<string, HistogramDraft>();
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      if (types.has(name)) throw new Error(`a second type of ${name}`);
      types.set(name, type);
    }
    if (line === '' || line.startsWith('#')) continue;
    const parsed = parseLine(line);
    const key = keyOf(parsed.name, parsed.labels);
    if (seen.has(key)) throw new Error(`twice: ${line}`);
    seen.add(key);
    const kind = types.get(parsed.name);
    if (kind === 'counter' || kind === 'gauge') numbers.push({ kind, ...parsed });
    else addToHistogram(histograms, types, parsed);
  }
  return [...numbers, ...[...histograms.values()].map(finish)];
}

interface HistogramDraft {
  readonly name: string;
  readonly labels: Line['labels'];
  readonly buckets: { readonly le: number; readonly count: number }[];
  sum: number;
  count: number;
}

function addToHistogram(drafts: Map<string, HistogramDraft>, types: Map<string, string>, line: Line): void {
  const [, base = '', part = ''] = /^(.*)_(bucket|sum|count)$/.exec(line.name) ?? [];
  if (types.get(base) !== 'histogram') throw new Error(`${line.name} has no type`);
  const { le, ...labels } = line.labels;
  const key = keyOf(base, labels);
  const draft = drafts.get(key) ?? { name: base, labels, buckets: [], sum: Number.NaN, count: Number.NaN };
  drafts.set(key, draft);
  if (part === 'bucket') draft.buckets.push({ le: number(le ?? ''), count: line.value });
  else if (part === 'sum') draft.sum = line.value;
  else draft.count = line.value;
}

function finish({ name, labels, buckets, sum, count }: HistogramDraft): MetricSample {
  for (const [at, bucket] of buckets.entries()) {
    const before = buckets[at - 1];
    if (before === undefined) continue;
    if (before.le >= bucket.le || before.count > bucket.count) throw new Error(`${name}: its buckets do not rise`);
  }
  const last = buckets.at(-1);
  if (last?.le !== Infinity || last.count !== count) throw new Error(`${name}: the last bucket is not all`);
  return { name, kind: 'histogram', labels, value: sum, count, buckets };
}

function parseLine(line: string): Line {
  const [, name, inside = '', value = ''] = LINE.exec(line) ?? [];
  if (name === undefined) throw new Error(`no line of the format: ${line}`);
  const labels: [string, string][] = [];
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inside.length) {
    const [, label, text] = LABEL.exec(inside) ?? [];
    if (label === undefined || text === undefined) throw new Error(`no labels of the format: ${line}`);
    labels.push([label, text.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))]);
  }
  return { name, labels: Object.fromEntries(labels), value: number(value) };
}

function number(text: string): number {
  if (text === '+Inf') return Infinity;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new Error(`no number: ${text}`);
  return value;
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
