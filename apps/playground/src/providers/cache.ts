import { createMemoryCache } from '@infra/cache-memory';
import { createRedisCache } from '@infra/cache-redis';
import type { Cache, HealthCheck, Lifecycle } from '@infra/core';
import type { Port } from './provider.js';
import { redisNeed } from './redis-need.js';

export const cachePort: Port<Cache & HealthCheck & Lifecycle> = {
  title: 'Cache',
  group: 'Data',
  summary: 'Values by key, for a while: read-through, tags, single flight.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary: 'In this process: LRU by entries and bytes. Gone when the process ends, and not shared with others.',
      package: '@infra/cache-memory',
      code: { factory: 'createMemoryCache' },
      make: ({ onError }) => createMemoryCache({ onError }),
    },
    {
      name: 'redis',
      title: 'Redis',
      summary: 'Shared by all processes. Readers get their values through the loader while the server is away.',
      package: '@infra/cache-redis',
      code: { factory: 'createRedisCache', options: "{ url: env('REDIS_URL') }", peers: ['ioredis'] },
      need: redisNeed,
      async make({ servers, onError }) {
        const { url } = await servers.redis();
        return createRedisCache({ url, namespace: 'playground', timeoutMs: 500, onError });
      },
    },
  ],
};
