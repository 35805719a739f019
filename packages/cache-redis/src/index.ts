export { createRedisCache, type RedisCache } from './redis-cache.js';
export type { RedisCacheOptions } from './options.js';
