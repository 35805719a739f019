export * from './decorate.js';
export * from './define-port.js';
export * from './specs/cache.js';
export * from './specs/job-queue.js';
export * from './specs/logger.js';
export * from './specs/monitoring.js';
export * from './specs/rate-limiter.js';
export * from './specs/storage.js';
