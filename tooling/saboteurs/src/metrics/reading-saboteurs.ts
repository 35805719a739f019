import type { MetricsHarness } from '@infra/conformance';
import { ok, type AsyncResult, type MetricLabels } from '@infra/core';
import { closeOnce } from '../close-once.js';
import type { Saboteur } from '../saboteur.js';
import { faulty, spoilOptions, spoilSamples, withFaults, withLabels } from './spoil.js';

const isOverflow = (labels: MetricLabels): boolean => Object.values(labels).includes('__overflow__');

/** Once there was one series too many, all go where that one went. */
function flooded(): (harness: MetricsHarness) => MetricsHarness {
  return (harness) => ({
    ...harness,
    make: (options = {}) => {
      const seen = new Set<string>();
      const spoil = withLabels((labels) => {
        if (labels === undefined) return labels;
        seen.add(JSON.stringify(labels));
        if (seen.size <= (options.maxSeries ?? Infinity)) return labels;
        return Object.fromEntries(Object.keys(labels).map((name) => [name, '__overflow__']));
      });
      return spoil(harness).make(options);
    },
  });
}

export const capSaboteurs: readonly Saboteur<MetricsHarness>[] = [
  {
    name: 'has series without end',
    caughtBy: 'series beyond the cap are one, whose labels all are __overflow__; no value is lost, and it is told once',
    sabotage: spoilOptions(({ maxSeries: _, ...options }) => options),
  },
  {
    name: 'drops what is beyond the cap',
    caughtBy: 'series beyond the cap are one, whose labels all are __overflow__; no value is lost, and it is told once',
    sabotage: spoilSamples((samples) => samples.filter(({ labels }) => !isOverflow(labels))),
  },
  {
    name: 'counts everything beyond once it is full',
    caughtBy: 'at the cap, series that are there count on, and those of other metrics come',
    sabotage: flooded(),
  },
  {
    name: 'keeps the overflow beside a series of its name',
    caughtBy: 'who labels with __overflow__ makes no second series of that name',
    sabotage: spoilSamples((samples) =>
      samples.flatMap((sample) => (isOverflow(sample.labels) ? [sample, sample] : [sample])),
    ),
  },
  {
    name: 'refuses a label that is too long',
    caughtBy: 'a label value without end is cut, and counted',
    sabotage: withFaults(() => ({
      counter: (inner, name, options) => ({
        add: (value, labels) => {
          const isLong = Object.values(labels ?? {}).some((text) => text.length > 1_000);
          if (!isLong) inner.counter(name, options).add(value, labels);
        },
      }),
    })),
  },
  {
    name: 'keeps text that cannot be encoded',
    caughtBy: 'values that no encoding can hold are one series, not two that look alike',
    sabotage: withLabels((labels) => {
      const escaped = (text: string): string => (text.isWellFormed() ? text : JSON.stringify(text));
      return labels && Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, escaped(text)]));
    }),
  },
];

export const readingSaboteurs: readonly Saboteur<MetricsHarness>[] = [
  {
    name: 'renders what it rendered before',
    caughtBy: 'the exposition has every series, of every kind, and says what it is written in',
    sabotage: withFaults(({ exposition }) => {
      let first: AsyncResult<string> | undefined;
      return exposition ? { exposition: { ...exposition, render: () => (first ??= exposition.render()) } } : {};
    }),
  },
  {
    name: 'says that its text is of no type',
    caughtBy: 'the exposition has every series, of every kind, and says what it is written in',
    sabotage: withFaults(({ exposition }) => (exposition ? { exposition: { ...exposition, contentType: '' } } : {})),
  },
  {
    name: 'renders whatever the signal says',
    caughtBy: 'rendering with an aborted signal is cancelled, and after close it is unavailable',
    sabotage: withFaults(({ exposition }) =>
      exposition ? { exposition: { ...exposition, render: () => exposition.render() } } : {},
    ),
  },
  {
    name: 'renders after it was closed',
    caughtBy: 'rendering with an aborted signal is cancelled, and after close it is unavailable',
    sabotage: withFaults(() => ({ close: async () => ok() })),
  },
  {
    name: 'gives every series to who asked for one',
    caughtBy: 'snapshots are every series, or those of one metric',
    sabotage: withFaults(({ snapshots }) => (snapshots ? { snapshots: { read: () => snapshots.read() } } : {})),
  },
  {
    name: 'gives out what it counts in',
    caughtBy: 'a snapshot is a copy as of now',
    sabotage: withFaults(({ snapshots }) => {
      const find = (name: string): number => snapshots?.read(name)[0]?.value ?? 0;
      const read = (name?: string) =>
        (snapshots?.read(name) ?? []).map((sample) => ({ ...sample, get value() { return find(sample.name); } })); // prettier-ignore
      return { snapshots: { read } };
    }),
  },
];

export const lifecycleSaboteurs: readonly Saboteur<MetricsHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: withFaults(() => ({ provider: 'other' })),
  },
  {
    name: 'keeps its metrics for the whole process',
    caughtBy: 'metrics of one name in two places have nothing in common',
    sabotage: (harness) => {
      let only: ReturnType<MetricsHarness['make']> | undefined;
      return { ...harness, make: (options) => (only ??= harness.make(options)) };
    },
  },
  {
    name: 'fails when it is closed a second time',
    caughtBy: 'close is idempotent, and calls after it neither throw nor are told',
    sabotage: withFaults((inner) => ({ close: closeOnce(() => inner.close()) })),
  },
  {
    name: 'throws when it counts after it was closed',
    caughtBy: 'close is idempotent, and calls after it neither throw nor are told',
    sabotage: (harness) => ({
      ...harness,
      make: async (options) => {
        const made = await harness.make(options);
        let isClosed = false;
        const metrics = faulty(made.metrics, {
          counter: (inner, name, given) => ({
            add: (value, labels) => {
              if (isClosed) throw new Error('closed');
              inner.counter(name, given).add(value, labels);
            },
          }),
          close: async () => {
            isClosed = true;
            return made.metrics.close();
          },
        });
        return { ...made, metrics };
      },
    }),
  },
];
