export * from './driver.js';
export * from './errors.js';
export * from './event-of.js';
export * from './front.js';
export * from './pattern.js';
export type { MakeRecord, RecordSource } from './make-record.js';
