import {
  ok,
  type DeadLetter,
  type HealthCheck,
  type Job,
  type JobQueue,
  type JobSchedule,
  type Lifecycle,
} from '@infra/core';
import { createMemoryQueue, type MemoryQueue } from '@infra/queue-memory';
import { expect, expectTypeOf, test } from 'vitest';
import {
  createQueueManager,
  type FoundJob,
  type QueueLetter,
  type QueueManager,
  type QueueSchedule,
} from '../src/index.js';
import type { EmailJobs, ImageJobs } from './jobs.js';

const queues = { emails: createMemoryQueue<EmailJobs>(), images: createMemoryQueue<ImageJobs>() };
const manager = createQueueManager(queues);
type Both = typeof queues;

test('a queue is what it was when it was given', () => {
  expectTypeOf(manager).toEqualTypeOf<QueueManager<Both>>();
  expectTypeOf(manager).toExtend<Lifecycle & HealthCheck>();
  expectTypeOf(manager.queue('emails')).toEqualTypeOf<MemoryQueue<EmailJobs>>();
  expectTypeOf(manager.names).toEqualTypeOf<readonly ('emails' | 'images')[]>();
  expectTypeOf(manager.find('x')).toEqualTypeOf<MemoryQueue<EmailJobs> | MemoryQueue<ImageJobs> | undefined>();
});

test('a port alone will do', () => {
  const port: JobQueue<EmailJobs> = queues.emails;
  expectTypeOf(createQueueManager({ port }).queue('port')).toEqualTypeOf<JobQueue<EmailJobs>>();
});

test('the queue tells the type of what is found in it', () => {
  expectTypeOf<FoundJob<Both>>().toEqualTypeOf<
    | { readonly queue: 'emails'; readonly job: Job<EmailJobs> }
    | { readonly queue: 'images'; readonly job: Job<ImageJobs> }
  >();
  expectTypeOf<QueueLetter<Both>>().toEqualTypeOf<
    | { readonly queue: 'emails'; readonly letter: DeadLetter<EmailJobs> }
    | { readonly queue: 'images'; readonly letter: DeadLetter<ImageJobs> }
  >();
  expectTypeOf<QueueSchedule<Both>>().toEqualTypeOf<
    | { readonly queue: 'emails'; readonly schedule: JobSchedule<EmailJobs> }
    | { readonly queue: 'images'; readonly schedule: JobSchedule<ImageJobs> }
  >();
});

test('what is wrong does not compile', () => {
  const name: string = 'emails';
  const wrong = [
    // @ts-expect-error -- no such queue
    () => manager.queue('email'),
    // @ts-expect-error -- a name from outside is for find
    () => manager.queue(name),
    // @ts-expect-error -- the payload of another job
    () => manager.queue('emails').add('mail.send', 1),
    // @ts-expect-error -- a job of the other queue
    () => manager.queue('images').add('mail.send', { to: 'ada' }),
    // @ts-expect-error -- no such queue
    () => manager.counts({ queues: ['email'] }),
    // @ts-expect-error -- no such queue
    () => manager.start({ email: {} }),
    // @ts-expect-error -- a handler for every job
    () => manager.start({ emails: { 'mail.send': async () => ok('sent') } }),
    // @ts-expect-error -- the result of another job
    () => manager.start({ images: { 'image.resize': async () => ok('sent') } }),
    // @ts-expect-error -- no such queue
    () => createQueueManager(queues, { owns: ['email'] }),
    // @ts-expect-error -- no queue
    () => createQueueManager({ emails: new Map() }),
  ];
  expect(wrong).toHaveLength(10);
});

test('handlers are typed by their queue', () => {
  const start = () =>
    manager.start(
      {
        images: {
          'image.resize': async (payload, run) => {
            expectTypeOf(payload).toEqualTypeOf<{ readonly width: number }>();
            expectTypeOf(run.name).toEqualTypeOf<'image.resize'>();
            return ok(new Uint8Array(payload.width));
          },
        },
      },
      { concurrency: 2, queues: { images: { concurrency: 5 } } },
    );
  expectTypeOf(start).toBeFunction();
});
