export * from './deferred.js';
export * from './cache/suite.js';
export * from './logger/suite.js';
export * from './expect-result.js';
export * from './neutral-layers.js';
export * from './storage/suite.js';
export * from './suite.js';
export * from './test-clock.js';
