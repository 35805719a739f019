import { createMemoryMetrics } from '@infra/monitoring-memory';
import { createPrometheusMetrics } from '@infra/metrics-prometheus';
import { Counter, Histogram, Registry } from 'prom-client';
import type { Contestant } from '../harness/bench.js';

/** Calls of one pass, spread over a few series as a service has them. */
export const CALLS = 200;

const LABELS = ['operation', 'outcome'];
const OPERATIONS = ['get', 'set', 'delete', 'list'];
const NAME = 'calls_total';
const DURATION = 'call_duration_seconds';

const operationOf = (call: number): string => OPERATIONS[call & 3] ?? 'get';

/** One call counted under the same labels by each; the answer is what it has counted. */
export function counters(): readonly Contestant[] {
  const raw = (): Counter => new Counter({ name: NAME, help: 'x', labelNames: LABELS, registers: [new Registry()] });
  const prometheus = () => createPrometheusMetrics().counter(NAME, { labelNames: LABELS });
  const [one, ours] = [raw(), prometheus()];
  const memory = createMemoryMetrics().counter(NAME, { labelNames: LABELS });
  return [
    {
      name: 'prom-client',
      answer: async () => {
        const counter = raw();
        counter.inc({ operation: 'get', outcome: 'ok' }, 2);
        return (await counter.get()).values[0]?.value;
      },
      run: async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1)
          one.inc({ operation: operationOf(left), outcome: 'ok' }, 1);
      },
    },
    {
      name: 'metrics-prometheus',
      answer: async () => {
        const metrics = createPrometheusMetrics();
        metrics.counter(NAME, { labelNames: LABELS }).add(2, { operation: 'get', outcome: 'ok' });
        const text = await metrics.native.metrics();
        return Number(/\} (\d+)$/m.exec(text)?.[1]);
      },
      run: async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1)
          ours.add(1, { operation: operationOf(left), outcome: 'ok' });
      },
    },
    {
      name: 'monitoring-memory',
      answer: () => {
        const metrics = createMemoryMetrics();
        metrics.counter(NAME, { labelNames: LABELS }).add(2, { operation: 'get', outcome: 'ok' });
        return metrics.value(NAME, { operation: 'get', outcome: 'ok' });
      },
      run: async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1)
          memory.add(1, { operation: operationOf(left), outcome: 'ok' });
      },
    },
  ];
}

/** A duration of 20 ms recorded by each; the answer is how many there are. */
export function timers(): readonly Contestant[] {
  const raw = (): Histogram =>
    new Histogram({ name: DURATION, help: 'x', labelNames: LABELS, registers: [new Registry()] });
  const one = raw();
  const ours = createPrometheusMetrics().timer(DURATION, { labelNames: LABELS });
  return [
    {
      name: 'prom-client',
      answer: async () => {
        const histogram = raw();
        histogram.observe({ operation: 'get', outcome: 'ok' }, 0.02);
        return (await histogram.get()).values.at(-1)?.value;
      },
      run: async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1)
          one.observe({ operation: operationOf(left), outcome: 'ok' }, 0.02);
      },
    },
    {
      name: 'metrics-prometheus',
      answer: async () => {
        const metrics = createPrometheusMetrics();
        metrics.timer(DURATION, { labelNames: LABELS }).record(20, { operation: 'get', outcome: 'ok' });
        return Number(/_count\{.*\} (\d+)$/m.exec(await metrics.native.metrics())?.[1]);
      },
      run: async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1)
          ours.record(20, { operation: operationOf(left), outcome: 'ok' });
      },
    },
  ];
}
