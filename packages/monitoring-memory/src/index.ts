export { createMemoryMetrics, type MemoryMetrics, type MemoryMetricsOptions } from './memory-metrics.js';
export { createMemoryTracer, type MemoryTracer, type MemoryTracerOptions } from './memory-tracer.js';
export type { RecordedSpan, RecordedSpanEvent } from './recorded-span.js';
