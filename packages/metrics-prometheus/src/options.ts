import type { Clock, OnError } from '@infra/core';
import { limitProblem } from '@internal/metric-rules';
import type { Registry } from 'prom-client';
import { validationError } from './errors.js';

export interface PrometheusMetricsOptions {
  /** Where the metrics are registered, beside any that are there. `close()` takes them out again. Default: one of its own. */
  readonly registry?: Registry | undefined;
  /**
   * Series of one metric; what is new beyond them is counted in one more, labelled `__overflow__`. A series of a histogram takes two
   * lines more than it has buckets. Default: 1,000.
   */
  readonly maxSeries?: number | undefined;
  /** Metrics; further names are refused. Default: 1,000. */
  readonly maxMetrics?: number | undefined;
  /** UTF-16 units of one label's value; the rest is cut off. Default: 128. */
  readonly maxLabelLength?: number | undefined;
  /** Whether CPU, memory, event loop and garbage collection are measured, until `close()`. Default: false. */
  readonly processMetrics?: boolean | undefined;
  /** What timers measure with. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of what is refused, once per metric and reason. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Throws `validation` for the first option that is wrong. Types say it already; JavaScript and config files do not. */
export function validateOptions(options: PrometheusMetricsOptions): void {
  const { registry, processMetrics, clock, onError } = options;
  const problem = limitProblem({ ...options });
  if (problem !== undefined) throw validationError(problem.name, problem.given, problem.allowed);
  // In the other format prom-client renames counters while it renders them.
  const isText = hasMethod(registry, 'registerMetric') && registry?.contentType.startsWith('text/plain') === true;
  check(registry === undefined || isText, 'registry', registry, 'a Registry with the content type of Prometheus');
  const isSwitch = processMetrics === undefined || typeof processMetrics === 'boolean';
  check(isSwitch, 'processMetrics', processMetrics, 'true, false');
  check(clock === undefined || hasMethod(clock, 'monotonicMs'), 'clock', clock, 'a Clock');
  check(onError === undefined || typeof onError === 'function', 'onError', onError, 'a function');
}

function check(valid: boolean, name: string, given: unknown, allowed: string): void {
  if (!valid) throw validationError(name, given, allowed);
}

function hasMethod(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}
