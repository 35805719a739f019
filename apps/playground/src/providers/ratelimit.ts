import type { HealthCheck, Lifecycle, RateLimiter } from '@infra/core';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';
import { createRedisRateLimiter } from '@infra/ratelimit-redis';
import type { Port, ProviderContext } from './provider.js';
import { redisNeed } from './redis-need.js';

/** A limiter and whose it is: that of the port, or that of the rate limit around another port. */
export interface LimitSettings {
  readonly limit: number;
  readonly windowMs: number;
  readonly namespace: string;
}

/** Where nobody says anything else. */
const DEFAULT: LimitSettings = { limit: 100, windowMs: 1_000, namespace: 'playground' };

type PlaygroundLimiter = RateLimiter & HealthCheck & Lifecycle;

/** Makes a limiter by the name of its provider, with a limit of its own. */
export async function makeLimiter(
  provider: string,
  { servers, onError }: ProviderContext,
  { limit, windowMs, namespace }: LimitSettings = DEFAULT,
): Promise<PlaygroundLimiter> {
  if (provider === 'memory') return createMemoryRateLimiter({ limit, windowMs });
  const { url } = await servers.redis();
  return createRedisRateLimiter({ url, namespace, limit, windowMs, timeoutMs: 500, whenUnavailable: 'fail', onError });
}

export const ratelimitPort: Port<PlaygroundLimiter> = {
  title: 'Rate limiter',
  group: 'Data',
  summary: 'An allowance for each key that refills evenly: 100 a second here. Counts for rate limits around ports too.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary: 'Exact, in this process, for a bounded number of keys.',
      package: '@infra/ratelimit-memory',
      code: { factory: 'createMemoryRateLimiter', options: '{ limit: 100, windowMs: 1_000 }' },
      make: (context) => makeLimiter('memory', context),
    },
    {
      name: 'redis',
      title: 'Redis',
      summary: 'One limit over all processes, on the clock of the server, in one round trip.',
      package: '@infra/ratelimit-redis',
      code: {
        factory: 'createRedisRateLimiter',
        options: "{ url: env('REDIS_URL'), limit: 100, windowMs: 1_000, whenUnavailable: 'fail' }",
        peers: ['ioredis'],
      },
      need: redisNeed,
      make: (context) => makeLimiter('redis', context),
    },
  ],
};
