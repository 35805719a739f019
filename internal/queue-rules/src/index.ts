export * from './backoff.js';
export * from './driver.js';
export * from './errors.js';
export * from './front.js';
export * from './job-options.js';
export * from './run-attempt.js';
export * from './timing.js';
