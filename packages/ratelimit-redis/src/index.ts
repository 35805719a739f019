export type { RedisRateLimiterOptions } from './options.js';
export { createRedisRateLimiter, type RedisRateLimiter } from './redis-rate-limiter.js';
