import type { EventBus, HealthCheck, Lifecycle } from '@infra/core';
import { createMemoryEventBus } from '@infra/events-memory';
import { createRedisEventBus } from '@infra/events-redis';
import { eventSchemas, type ShopEvents } from '../shop/shop-types.js';
import { eventsCode } from './events-code.js';
import type { Port } from './provider.js';
import { redisNeed } from './redis-need.js';

const SOURCE = '/playground/shop';
/** How long the events of a process that was killed stay its own, in milliseconds: somebody is watching. */
const STALL_MS = 5_000;

export const eventsPort: Port<EventBus<ShopEvents> & HealthCheck & Lifecycle> = {
  title: 'Event bus',
  group: 'Messaging',
  summary: 'What has happened, for every group that wants to know: at least once, with dead letters.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary: 'In this process, in order per key, with a history. Gone when another composition is applied.',
      package: '@infra/events-memory',
      code: { factory: 'createMemoryEventBus', ...eventsCode },
      make: ({ carrier, onError }) =>
        createMemoryEventBus<ShopEvents>({ source: SOURCE, schemas: eventSchemas, context: carrier, onError }),
    },
    {
      name: 'redis',
      title: 'Redis',
      summary: 'Redis Streams with consumer groups, for all processes. Others take over what a crash cut off.',
      package: '@infra/events-redis',
      code: {
        factory: 'createRedisEventBus',
        options: "{ url: env('REDIS_URL') }",
        peers: ['ioredis'],
        ...eventsCode,
      },
      need: redisNeed,
      async make({ servers, carrier, onError }) {
        const { url } = await servers.redis();
        const namespace = 'playground-events';
        return createRedisEventBus<ShopEvents>({
          ...{ url, namespace, source: SOURCE, schemas: eventSchemas, stallMs: STALL_MS, context: carrier, onError },
        });
      },
    },
  ],
};
