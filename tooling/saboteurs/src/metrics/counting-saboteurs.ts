import type { MetricsHarness } from '@infra/conformance';
import type { MetricLabels } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, spoilSamples, spoilSubject, withFaults, withLabels } from './spoil.js';

/** Two combinations of labels are one when their values, joined, are. */
function joining(): (labels: MetricLabels | undefined) => MetricLabels | undefined {
  const first = new Map<string, MetricLabels>();
  return (labels) => {
    if (labels === undefined) return labels;
    const key = Object.entries(labels).map(([name, value]) => `${name}:${value}`).join(','); // prettier-ignore
    const known = first.get(key) ?? labels;
    first.set(key, known);
    return known;
  };
}

export const countingSaboteurs: readonly Saboteur<MetricsHarness>[] = [
  {
    name: 'counts whole numbers only',
    caughtBy: 'a counter adds up, by 1 unless told otherwise',
    sabotage: withFaults(() => ({
      counter: (inner, name, options) => ({
        add: (value, labels) => inner.counter(name, options).add(value && Math.trunc(value), labels),
      }),
    })),
  },
  {
    name: 'calls a counter a gauge',
    caughtBy: 'a counter says what it is',
    sabotage: spoilSamples((samples) => samples.map((sample) => ({ ...sample, kind: 'gauge' }))),
  },
  {
    name: 'adds to a gauge that is set',
    caughtBy: 'a gauge is what it was last set to, below 0 too',
    sabotage: withFaults(() => ({
      gauge: (inner, name, options) => {
        const gauge = inner.gauge(name, options);
        return { add: (value, labels) => gauge.add(value, labels), set: (value, labels) => gauge.add(value, labels) };
      },
    })),
  },
  {
    name: 'lets no gauge fall below 0',
    caughtBy: 'a gauge starts at 0 and goes up and down from what it is',
    sabotage: spoilSamples((samples) => samples.map((sample) => ({ ...sample, value: Math.max(0, sample.value) }))),
  },
  {
    name: 'tells labels apart by their order',
    caughtBy: 'each combination of label values is a series of its own, whatever the order of the labels',
    sabotage: withLabels((labels, options) => {
      const values = Object.values(labels ?? {});
      return Object.fromEntries((options?.labelNames ?? []).map((name, at) => [name, values[at] ?? '']));
    }),
  },
  {
    name: 'finds a series by its joined labels',
    caughtBy: 'no label value can be taken for another, nor forge a label, a line or a series',
    sabotage: (harness) => withLabels(joining())(harness),
  },
  {
    name: 'writes label values as they are',
    caughtBy: 'no label value can be taken for another, nor forge a label, a line or a series',
    sabotage: spoilSamples((samples) =>
      samples.flatMap((sample) => {
        const isForged = Object.values(sample.labels).some((value) => value.includes('forged_total'));
        return isForged ? [sample, { ...sample, name: 'forged_total' }] : [sample];
      }),
    ),
  },
  {
    name: 'reads the labels when it is scraped',
    caughtBy: 'what a caller does to its labels and options afterwards changes nothing',
    sabotage: spoilSubject((made) => {
      const waiting: (() => void)[] = [];
      const metrics = faulty(made.metrics, {
        counter: (inner, name, options) => {
          const counter = inner.counter(name, options);
          return { add: (value, labels) => waiting.push(() => counter.add(value, labels)) };
        },
      });
      return {
        metrics,
        samples: () => {
          for (const add of waiting.splice(0)) add();
          return made.samples();
        },
      };
    }),
  },
];
