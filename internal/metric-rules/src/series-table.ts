import type { MetricLabels } from '@infra/core';
import type { RefusalReason } from './errors.js';
import type { MetricLimits } from './limits.js';
import type { Series } from './series.js';
import { show } from './show.js';

/** The value of every label of the series that takes what is beyond the cap. */
export const OVERFLOW = '__overflow__';

/** What all metrics of one front share. */
export interface FrontState {
  isClosed: boolean;
}

export type Refuse = (reason: RefusalReason, why: string) => void;

type Branch<S> = Map<string, Branch<S> | S>;

/**
 * The series of one metric, found by the values of its labels: a map in a map for each label, since joined values would either
 * be ambiguous or have to be escaped at every call.
 */
export class SeriesTable<S extends Series> {
  private readonly names: readonly string[];
  private readonly make: (labels: MetricLabels) => S;
  private readonly limits: MetricLimits;
  private readonly state: FrontState;
  private readonly refuse: Refuse;
  private readonly root: Branch<S> = new Map();
  private series: S[] = [];
  /** The only series of a metric without labels, which is there from the start: a counter that is missing is no zero. */
  private only: S | undefined;
  private overflow: S | undefined;

  constructor(
    names: readonly string[],
    make: (labels: MetricLabels) => S,
    limits: MetricLimits,
    state: FrontState,
    refuse: Refuse,
  ) {
    this.names = names;
    this.make = make;
    this.limits = limits;
    this.state = state;
    this.refuse = refuse;
    this.clear();
  }

  clear(): void {
    this.root.clear();
    this.series = [];
    this.overflow = undefined;
    this.only = this.names.length === 0 ? this.add({}) : undefined;
  }

  all(): readonly S[] {
    return this.series;
  }

  /** The series for these labels, made when it is new; undefined when they are refused, or everything is closed. Never throws. */
  find(labels: MetricLabels | undefined): S | undefined {
    if (this.state.isClosed) return undefined;
    try {
      return this.known(labels) ?? this.open(labels);
    } catch {
      this.refuse('labels', 'its labels cannot be read');
      return undefined;
    }
  }

  private known(labels: MetricLabels | undefined): S | undefined {
    let found: Branch<S> | S | undefined = this.only ?? this.root;
    if (labels === undefined || labels === null) return this.only;
    if (!hasKeys(labels, this.names.length)) return undefined;
    for (const name of this.names) {
      if (!(found instanceof Map)) return undefined;
      const value: unknown = labels[name];
      // A text that is too long is not hashed only to find that it is not there.
      if (typeof value !== 'string' || value.length > this.limits.maxLabelLength) return undefined;
      found = found.get(value);
    }
    return found instanceof Map ? undefined : found;
  }

  private open(labels: MetricLabels | undefined): S | undefined {
    const values = this.valuesOf(labels);
    if (values === undefined) return undefined;
    const known = this.at(values);
    if (known !== undefined) return known;
    if (this.series.length - (this.overflow === undefined ? 0 : 1) < this.limits.maxSeries) return this.put(values);
    this.refuse('series', `it has ${this.limits.maxSeries} series: what is new is counted as ${OVERFLOW}. Label less`);
    const beyond = this.names.map(() => OVERFLOW);
    this.overflow ??= this.at(beyond) ?? this.put(beyond);
    return this.overflow;
  }

  /** In the order of the names, as they are kept; undefined when they are refused. */
  private valuesOf(labels: MetricLabels | undefined): readonly string[] | undefined {
    const allowed =
      this.names.length === 0 ? 'it has no labels' : `it has the labels ${this.names.join(', ')}, all of them`;
    if (typeof labels !== 'object' || labels === null || !hasKeys(labels, this.names.length)) {
      this.refuse('labels', allowed);
      return undefined;
    }
    const values: string[] = [];
    for (const name of this.names) {
      const value: unknown = labels[name];
      if (typeof value !== 'string') {
        this.refuse('labels', value === undefined ? allowed : `the label ${name} is a string, not ${show(value)}`);
        return undefined;
      }
      values.push(this.cut(name, value));
    }
    return values;
  }

  /** Of what is no whole text, two values would look alike once they are encoded, and be one series twice. */
  private cut(name: string, value: string): string {
    const { maxLabelLength } = this.limits;
    if (value.length <= maxLabelLength) return value.toWellFormed();
    this.refuse('label length', `a value of the label ${name} is cut after ${maxLabelLength} characters`);
    return value.slice(0, maxLabelLength).toWellFormed();
  }

  private at(values: readonly string[]): S | undefined {
    let found: Branch<S> | S | undefined = this.root;
    for (const value of values) found = found instanceof Map ? found.get(value) : undefined;
    return found instanceof Map ? undefined : found;
  }

  private put(values: readonly string[]): S {
    const labels = Object.fromEntries(this.names.map((name, at) => [name, values[at] ?? '']));
    const series = this.add(labels);
    let branch = this.root;
    for (const value of values.slice(0, -1)) {
      const next = branch.get(value);
      const below = next instanceof Map ? next : new Map<string, Branch<S> | S>();
      if (next === undefined) branch.set(value, below);
      branch = below;
    }
    branch.set(values.at(-1) ?? '', series);
    return series;
  }

  private add(labels: MetricLabels): S {
    const series = this.make(Object.freeze(labels));
    this.series.push(series);
    return series;
  }
}

function hasKeys(labels: object, count: number): boolean {
  let found = 0;
  for (const _ in labels) found += 1;
  return found === count;
}
