import type { Clock, OnError } from '@infra/core';
import { limitProblem } from '@internal/metric-rules';
import { errors } from './errors.js';

export interface TemplateMetricsOptions {
  /** Series of one metric; what is new beyond them is counted in one more, labelled `__overflow__`. Default: 1,000. */
  readonly maxSeries?: number | undefined;
  /** Metrics; further names are refused. Default: 1,000. */
  readonly maxMetrics?: number | undefined;
  /** UTF-16 units of one label's value; the rest is cut off. Default: 128. */
  readonly maxLabelLength?: number | undefined;
  /** What timers measure with. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of what is refused, once per metric and reason. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Throws `validation` for the first option that is wrong: the one throw of this package. Types say it already; JavaScript does not. */
export function validateOptions(options: TemplateMetricsOptions): void {
  const problem = limitProblem({ ...options });
  if (problem === undefined) return;
  throw errors.invalid(`${problem.name} is ${String(problem.given)}; allowed: ${problem.allowed}.`);
}
