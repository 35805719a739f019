export * from './driver.js';
export * from './errors.js';
export * from './event-of.js';
export * from './front.js';
export * from './pattern.js';
export { createMakeRecord, type MakeRecord, type Particulars, type RecordSource } from './make-record.js';
