import type { Clock, Counter, Gauge, Layer, MetricLabels, Metrics, OnError, Timer } from '@infra/core';
import { systemClock } from '@internal/clock';
import { CallKinds, type CallKind } from './call-kinds.js';
import { checkPort, shown } from './checks.js';
import { createContainment } from './containment.js';
import { invalidOption } from './errors.js';
import { watching } from './observer.js';
import { ENDINGS, type Ending } from './outcome.js';

export interface MeteredOptions {
  readonly metrics: Metrics;
  /** What the names begin with: `infra` in `infra_operations_total`. Default: `infra`. */
  readonly prefix?: string | undefined;
  /**
   * What is counted: calls, or the attempts of a retry, for a layer that is inside of it. Each has names of its own, so that the one
   * is never added to the other. Default: `operation`.
   */
  readonly of?: 'operation' | 'attempt' | undefined;
  /** Bounds of the buckets of the durations, in seconds, rising. Default: the adapter's. */
  readonly buckets?: readonly number[] | undefined;
  /** Whether a gauge, `infra_operations_in_flight`, tells how many calls are under way. Default: false. */
  readonly inFlight?: boolean | undefined;
  /** Measures the durations. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Is told, once, of metrics or a clock that throw: the call knows nothing of it. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

interface Instruments {
  readonly total: Counter;
  readonly duration: Timer;
  readonly inFlight: Gauge | undefined;
}

/** Every label set that a kind of call can have: made once, and there are no others. */
interface LabelSets {
  readonly kind: MetricLabels;
  readonly total: ReadonlyMap<Ending, MetricLabels>;
  readonly duration: ReadonlyMap<Ending, MetricLabels>;
}

/**
 * Counts calls and measures how long they take:
 * `infra_operations_total{port,provider,operation,outcome,code}` and `infra_operation_duration_seconds{port,provider,operation,outcome}`.
 *
 * `outcome` is `ok`, `error` or `cancelled`, which is no failure; `code` is the error's, or `none`. There are at most 1,000 kinds of
 * calls (port, provider, operation), each with 13 combinations of outcome and code; what comes beyond is counted as `other`.
 *
 * @throws `validation` for options that make no sense
 */
export function metered(options: MeteredOptions): Layer {
  const { metrics, clock = systemClock, onError } = options;
  checkPort('metered', 'metrics', metrics, 'counter', 'gauge', 'timer');
  checkPort('metered', 'clock', clock, 'monotonicMs');
  const name = nameOf(options);
  const broken = createContainment('metered', onError);
  let instruments: Instruments;
  try {
    instruments = createInstruments(name, options);
  } catch (cause) {
    broken(cause);
    return (next) => next;
  }
  const { total, duration, inFlight } = instruments;
  const labels = new CallKinds(labelSets);
  return watching(
    {
      begin(call) {
        const startMs = clock.monotonicMs();
        inFlight?.add(1, labels.of(call).kind);
        return startMs;
      },
      end(startMs, ending, call) {
        const sets = labels.of(call);
        inFlight?.add(-1, sets.kind);
        total.add(1, sets.total.get(ending));
        duration.record(clock.monotonicMs() - startMs, sets.duration.get(ending));
      },
    },
    broken,
  );
}

function nameOf({ prefix = 'infra', of = 'operation' }: MeteredOptions): string {
  if (typeof prefix !== 'string' || !/^[a-z][a-z0-9_]{0,63}$/.test(prefix)) {
    throw invalidOption('metered', `prefix must be snake_case, of at most 64 characters, not ${shown(prefix)}.`);
  }
  if (of !== 'operation' && of !== 'attempt') {
    throw invalidOption('metered', `of must be 'operation' or 'attempt', not ${shown(of)}.`);
  }
  return `${prefix}_${of}`;
}

function createInstruments(
  name: string,
  { metrics, buckets, inFlight, of = 'operation' }: MeteredOptions,
): Instruments {
  const kind = ['port', 'provider', 'operation'];
  const calls = of === 'operation' ? 'Calls of ports' : 'Attempts at calls of ports';
  return {
    total: metrics.counter(`${name}s_total`, {
      description: `${calls}, by how they ended.`,
      labelNames: [...kind, 'outcome', 'code'],
    }),
    duration: metrics.timer(`${name}_duration_seconds`, {
      description: `How long ${calls.toLowerCase()} take.`,
      labelNames: [...kind, 'outcome'],
      ...(buckets === undefined ? undefined : { buckets }),
    }),
    inFlight:
      inFlight === true
        ? metrics.gauge(`${name}s_in_flight`, { description: `${calls} under way.`, labelNames: kind })
        : undefined,
  };
}

function labelSets({ port, provider, operation }: CallKind): LabelSets {
  const kind: MetricLabels = Object.freeze({ port, provider, operation });
  const forEach = (make: (ending: Ending) => MetricLabels): ReadonlyMap<Ending, MetricLabels> =>
    new Map(ENDINGS.map((ending) => [ending, Object.freeze(make(ending))]));
  return {
    kind,
    total: forEach(({ outcome, code }) => ({ port, provider, operation, outcome, code })),
    duration: forEach(({ outcome }) => ({ port, provider, operation, outcome })),
  };
}
