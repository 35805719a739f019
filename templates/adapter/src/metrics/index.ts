export type { TemplateMetricsOptions } from './options.js';
export { createTemplateMetrics, type TemplateMetrics } from './template-metrics.js';
