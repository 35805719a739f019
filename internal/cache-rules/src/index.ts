export * from './counters.js';
export * from './driver.js';
export * from './errors.js';
export * from './glob.js';
export * from './loader.js';
export * from './namespace.js';
export * from './single-flight.js';
export * from './ttl.js';
