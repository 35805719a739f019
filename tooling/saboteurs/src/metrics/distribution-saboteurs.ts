import type { MetricsHarness } from '@infra/conformance';
import type { MetricSample, Timer } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoilOptions, spoilSamples, withFaults, withLabels } from './spoil.js';

function withBuckets(change: (counts: readonly number[]) => readonly number[]) {
  return spoilSamples((samples) =>
    samples.map((sample): MetricSample => {
      if (sample.buckets === undefined) return sample;
      const counts = change(sample.buckets.map(({ count }) => count));
      return { ...sample, buckets: sample.buckets.map(({ le }, at) => ({ le, count: counts[at] ?? 0 })) };
    }),
  );
}

/** Spoils every timer, given the right one. */
function withTimers(change: (timer: Timer) => Partial<Timer>) {
  return withFaults(() => ({
    timer: (inner, name, options) => {
      const timer = inner.timer(name, options);
      return {
        start: (labels) => timer.start(labels),
        record: (ms, labels) => timer.record(ms, labels),
        ...change(timer),
      };
    },
  }));
}

export const distributionSaboteurs: readonly Saboteur<MetricsHarness>[] = [
  {
    name: 'takes a value beyond the last bucket for its bound',
    caughtBy: 'a histogram has the sum and the number of its values',
    sabotage: withFaults(() => ({
      histogram: (inner, name, options) => ({
        record: (value, labels) => inner.histogram(name, options).record(Math.min(value, 100), labels),
      }),
    })),
  },
  {
    name: 'counts each bucket for itself',
    caughtBy: 'a bucket counts what is at most its bound, the buckets below it included, the last is infinite',
    sabotage: withBuckets((counts) => counts.map((count, at) => count - (counts[at - 1] ?? 0))),
  },
  {
    name: 'counts what is exactly the bound above it',
    caughtBy: 'a bucket counts what is at most its bound, the buckets below it included, the last is infinite',
    sabotage: withFaults(() => ({
      histogram: (inner, name, options) => ({
        record: (value, labels) => inner.histogram(name, options).record(value + 1e-6, labels),
      }),
    })),
  },
  {
    name: 'takes one label for all',
    caughtBy: 'the values of one label are not counted for another',
    sabotage: withLabels((_, options) => Object.fromEntries((options?.labelNames ?? []).map((name) => [name, '/a']))),
  },
  {
    name: 'has buckets for milliseconds',
    caughtBy: 'buckets that nobody chose tell milliseconds from seconds',
    sabotage: withFaults(() => ({
      timer: (inner, name, options) => inner.timer(name, { buckets: [5, 10, 25, 50, 100], ...options }),
    })),
  },
  {
    name: 'keeps milliseconds',
    caughtBy: 'a timer takes milliseconds and is read in seconds',
    sabotage: withTimers((timer) => ({ record: (ms, labels) => timer.record(ms * 1_000, labels) })),
  },
  {
    name: 'measures with the wall clock',
    caughtBy: 'a timer measures from its start to its stop, by a clock that cannot be moved',
    sabotage: spoilOptions(({ clock, ...options }) =>
      clock === undefined ? options : { ...options, clock: { ...clock, monotonicMs: () => clock.now().getTime() } },
    ),
  },
  {
    name: 'records at every stop',
    caughtBy: 'a timer is stopped once, however often it is told',
    sabotage: withTimers((timer) => ({ start: (labels) => (more) => timer.start(labels)(more) })),
  },
  {
    name: 'ignores the labels of a stop that the start has too',
    caughtBy: 'labels at the stop of a timer join those of its start, and win',
    sabotage: withTimers((timer) => ({
      start: (labels) => {
        const stop = timer.start(labels);
        return (more) => stop({ ...more, ...labels });
      },
    })),
  },
];
