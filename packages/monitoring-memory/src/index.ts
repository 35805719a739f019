export { createMemoryMetrics, type MemoryMetrics, type MemoryMetricsOptions } from './memory-metrics.js';
export { createMemoryTracer, type MemoryTracer, type MemoryTracerOptions } from './memory-tracer.js';
export type { RecordedSpan, RecordedSpanEvent } from './recorded-span.js';
export {
  createMemoryErrorTracker,
  type MemoryErrorTracker,
  type MemoryErrorTrackerOptions,
} from './memory-error-tracker.js';
export type { ErrorReport, ReportedException } from './error-report.js';
