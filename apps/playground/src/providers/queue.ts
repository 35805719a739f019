import type { HealthCheck, JobQueue, Lifecycle } from '@infra/core';
import { createBullmqQueue } from '@infra/queue-bullmq';
import { createMemoryQueue } from '@infra/queue-memory';
import { jobSchemas, type ShopJobs } from '../shop/shop-types.js';
import type { Port } from './provider.js';
import { redisNeed } from './redis-need.js';

const NAME = 'orders';
/** How long the jobs of a process that was killed stay its own, in milliseconds: somebody is watching. */
const LEASE_MS = 5_000;

export const queuePort: Port<JobQueue<ShopJobs> & HealthCheck & Lifecycle> = {
  title: 'Job queue',
  group: 'Messaging',
  summary: 'Work for later: retries, delays, schedules, and dead letters that can be replayed.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary: 'In this process, with the rules of the real one. Gone when another composition is applied.',
      package: '@infra/queue-memory',
      code: { factory: 'createMemoryQueue' },
      make: ({ carrier }) => createMemoryQueue<ShopJobs>({ name: NAME, schemas: jobSchemas, context: carrier }),
    },
    {
      name: 'redis',
      title: 'Redis',
      summary: 'BullMQ: one queue for all processes. Jobs outlive them, and run again elsewhere after a crash.',
      package: '@infra/queue-bullmq',
      code: {
        factory: 'createBullmqQueue',
        options: "{ url: env('REDIS_URL'), name: 'orders' }",
        peers: ['bullmq', 'ioredis'],
      },
      need: redisNeed,
      async make({ servers, carrier, onError }) {
        const { url } = await servers.redis();
        // Keys of its own: what clears a cache must not reach them.
        const namespace = 'playground-queue';
        return createBullmqQueue<ShopJobs>({
          ...{ url, name: NAME, namespace, schemas: jobSchemas, leaseMs: LEASE_MS, context: carrier, onError },
        });
      },
    },
  ],
};
