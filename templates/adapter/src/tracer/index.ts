export type { TemplateTracerOptions } from './options.js';
export { createTemplateTracer, type TemplateTracer } from './template-tracer.js';
