export { createMemoryRateLimiter, type MemoryRateLimiter } from './memory-rate-limiter.js';
export type { MemoryRateLimiterOptions } from './options.js';
