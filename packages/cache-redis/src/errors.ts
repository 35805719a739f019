import { createCacheErrors, type CacheErrors } from '@internal/cache-rules';
import { createRedisFailures, PROVIDER, type RedisFailures } from '@internal/redis';

export { PROVIDER };

/** Failures that every cache has alike. */
export const errors: CacheErrors = createCacheErrors(PROVIDER);

/** Failures of Redis, by the one table. */
export const failures: RedisFailures = createRedisFailures('cache', errors);
