export type { Abortable } from './abortable.js';
export * from './lazy-abort.js';
export * from './settle-on-abort.js';
