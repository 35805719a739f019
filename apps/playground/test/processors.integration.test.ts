import { createBullmqQueue } from '@infra/queue-bullmq';
import { startRedis } from '@tooling/servers';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { describeProcessors, type MailJobs } from './processors.js';

let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  redis = await startRedis();
}, 180_000);
afterAll(() => redis?.close());

const queues: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.close()));
});

let names = 0;
describe('on queue-bullmq', () => {
  describeProcessors(() => {
    names += 1;
    const queue = createBullmqQueue<MailJobs>({ url: redis.url, name: `processors-${names}` });
    queues.push(queue);
    return queue;
  });
});
