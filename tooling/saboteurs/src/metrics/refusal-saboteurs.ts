import type { MetricsHarness } from '@infra/conformance';
import type { MetricLabels } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, forEachRow, spoilOptions, spoilSubject, withFaults, withLabels } from './spoil.js';

/** Labels that always fit a metric with the one label `operation`. */
function madeUp(labels: MetricLabels | undefined): MetricLabels {
  try {
    return { operation: String(labels?.['operation']) };
  } catch {
    return { operation: 'unknown' };
  }
}

export const refusalSaboteurs: readonly Saboteur<MetricsHarness>[] = [
  {
    name: 'adds NaN to a counter',
    caughtBy: 'a counter refuses what is negative or no finite number, and goes on counting',
    sabotage: spoilSubject((made) => {
      let poisoned = false;
      const metrics = faulty(made.metrics, {
        counter: (inner, name, options) => ({
          add: (value, labels) => {
            poisoned ||= Number.isNaN(value);
            inner.counter(name, options).add(value, labels);
          },
        }),
      });
      const spoil = (value: number): number => (poisoned ? Number.NaN : value);
      return {
        metrics,
        samples: async () => (await made.samples()).map((sample) => ({ ...sample, value: spoil(sample.value) })),
      };
    }),
  },
  {
    name: 'throws at a negative number',
    caughtBy: 'a counter refuses what is negative or no finite number, and goes on counting',
    sabotage: withFaults(() => ({
      counter: (inner, name, options) => ({
        add: (value, labels) => {
          if (value !== undefined && value < 0) throw new RangeError('a counter only rises');
          inner.counter(name, options).add(value, labels);
        },
      }),
    })),
  },
  {
    name: 'takes no number for 0',
    caughtBy: 'a gauge refuses what is no finite number, and stays what it is',
    sabotage: withFaults(() => ({
      gauge: (inner, name, options) => {
        const gauge = inner.gauge(name, options);
        return {
          set: (value, labels) => gauge.set(Number.isNaN(value) ? 0 : value, labels),
          add: (value, labels) => gauge.add(value, labels),
        };
      },
    })),
  },
  {
    name: 'counts a value that it does not add up',
    caughtBy: 'a histogram refuses what is no finite number, a timer what is negative too',
    sabotage: withFaults(() => ({
      histogram: (inner, name, options) => ({
        record: (value, labels) => inner.histogram(name, options).record(Number.isNaN(value) ? 0 : value, labels),
      }),
    })),
  },
  ...forEachRow(
    'labels that do not fit are refused, and nothing is counted: ',
    'makes labels up that fit',
    withLabels((labels) => madeUp(labels)),
  ),
  {
    name: 'drops labels that a metric does not have',
    caughtBy: 'a metric without labels refuses any, and a gauge its call the same way',
    sabotage: withLabels((labels, options) => (options?.labelNames === undefined ? undefined : labels)),
  },
  {
    name: 'mends a name that is not allowed',
    caughtBy: 'a name that is not allowed is refused, and its metric can be used all the same',
    sabotage: withFaults(() => ({
      counter: (inner, name) => inner.counter(`mended_${name.toLowerCase().replaceAll(/\W/g, '_')}_total`),
    })),
  },
  {
    name: 'ignores options that are wrong',
    caughtBy: 'options that are wrong refuse the metric: its labels, its buckets',
    sabotage: withFaults(() => ({ histogram: (inner, name) => inner.histogram(name) })),
  },
  {
    name: 'gives who asks again a metric that nobody reads',
    caughtBy: 'asking twice for a name gives the same metric',
    sabotage: withFaults(() => {
      const known = new Set<string>();
      return {
        counter: (inner, name, options) => {
          if (known.has(name)) return { add: () => undefined };
          known.add(name);
          return inner.counter(name, options);
        },
      };
    }),
  },
  {
    name: 'keeps a conflict to itself',
    caughtBy: 'a name keeps its kind, its labels and its buckets: asking for others is told, and changes nothing',
    sabotage: spoilOptions(({ onError, ...options }) => ({
      ...options,
      onError: (error) => {
        if (error.code !== 'conflict') onError?.(error);
      },
    })),
  },
  {
    name: 'tells of each refusal',
    caughtBy: 'what is refused is told once for each metric and reason',
    sabotage: withFaults((_, { onError }) => ({
      counter: (inner, name, options) => ({
        add: (value, labels) => {
          const again = inner.counter(name, options);
          again.add(value, labels);
          if (Number.isNaN(value)) onError?.(Object.assign(new Error(name), { code: 'validation' }) as never);
        },
      }),
    })),
  },
  {
    name: 'lets an onError throw into the code that is measured',
    caughtBy: 'an onError that throws, or that counts wrongly itself, harms nobody',
    sabotage: withFaults((_, { onError }) => ({
      counter: (inner, name, options) => ({
        add: (value, labels) => {
          if (value !== undefined && value < 0) onError?.(new Error(name) as never);
          inner.counter(name, options).add(value, labels);
        },
      }),
    })),
  },
];
