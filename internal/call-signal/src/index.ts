export * from './lazy-signal.js';
export * from './never-aborted.js';
