export * from './cache/index.js';
export * from './logger/index.js';
export * from './ratelimit/index.js';
export * from './storage/index.js';
