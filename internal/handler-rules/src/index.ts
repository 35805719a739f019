export * from './backoff.js';
export * from './numbers.js';
export * from './paging.js';
export * from './permanence.js';
export * from './run-handler.js';
export * from './validate.js';
