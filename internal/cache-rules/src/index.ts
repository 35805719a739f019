export * from './counters.js';
export * from './glob.js';
export * from './keys.js';
export * from './loader.js';
export * from './schema.js';
export * from './single-flight.js';
export * from './ttl.js';
