export type { EndedSpan, EndedSpanEvent } from './ended-span.js';
export { TracerFront, type TracerFrontOptions } from './tracer-front.js';
