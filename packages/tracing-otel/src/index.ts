export { createOtelTracer, type OtelTracer } from './create-otel-tracer.js';
export type { BatchOptions, ExistingTracerOptions, ExportOptions, OtelTracerOptions } from './options.js';
