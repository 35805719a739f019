import type { Lifecycle, Metrics } from '@infra/core';
import { createPrometheusMetrics } from '@infra/metrics-prometheus';
import { createMemoryMetrics } from '@infra/monitoring-memory';
import type { Port } from './provider.js';

export const metricsPort: Port<Metrics & Lifecycle> = {
  title: 'Metrics',
  group: 'Observability',
  summary: 'Counters, gauges and durations. Fed by ports that have the layer observe.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary: 'Stays in this process, for tests to read. Nobody can scrape it.',
      package: '@infra/monitoring-memory',
      code: { factory: 'createMemoryMetrics' },
      make: ({ onError }) => createMemoryMetrics({ onError }),
    },
    {
      name: 'prometheus',
      title: 'Prometheus',
      summary: 'Text for a Prometheus server, with a cap on series. Here: at /health/metrics.',
      package: '@infra/metrics-prometheus',
      code: { factory: 'createPrometheusMetrics', options: '{ processMetrics: true }', peers: ['prom-client'] },
      make: ({ onError }) => createPrometheusMetrics({ processMetrics: true, onError }),
    },
  ],
};
