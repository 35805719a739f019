export * from './cache/index.js';
export * from './error-tracker/index.js';
export * from './logger/index.js';
export * from './metrics/index.js';
export * from './ratelimit/index.js';
export * from './storage/index.js';
export * from './tracer/index.js';
