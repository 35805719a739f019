import { createRateLimitErrors, type RateLimitErrors } from '@internal/ratelimit-rules';
import { createRedisFailures, PROVIDER, type RedisFailures } from '@internal/redis';

export { PROVIDER };

/** Failures that every rate limiter has alike. */
export const errors: RateLimitErrors = createRateLimitErrors(PROVIDER);

/** Failures of Redis, by the one table. */
export const failures: RedisFailures = createRedisFailures('ratelimit', errors);
