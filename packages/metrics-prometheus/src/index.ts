export { type PrometheusMetricsOptions } from './options.js';
export { createPrometheusMetrics, type PrometheusMetrics } from './prometheus-metrics.js';
