import {
  err,
  InfraError,
  ok,
  unwrap,
  unwrapOr,
  type AsyncResult,
  type InfraErrorCode,
  type JobQueue,
} from '@infra/core';
import { createMemoryQueue, type MemoryQueue } from '@infra/queue-memory';
import type { Work } from './jobs.js';

export function failure(code: InfraErrorCode = 'unavailable'): InfraError {
  return new InfraError({ code, message: 'out of order', provider: 'fake', operation: 'queue.call' });
}

/** The queue with everything that is asked of it over several failing, as with a backend that is gone. */
export function broken<T extends JobQueue<Work>>(queue: T, error: InfraError = failure()): T {
  const fails = async (): AsyncResult<never> => err(error);
  return {
    ...queue,
    get: fails,
    counts: fails,
    stats: fails,
    pause: fails,
    resume: fails,
    clean: fails,
    process: fails,
    deadLetters: { ...queue.deadLetters, list: fails, replayAll: fails, clear: fails },
    schedules: { ...queue.schedules, list: fails },
  };
}

export function workQueue(options: Parameters<typeof createMemoryQueue<Work>>[0] = {}): MemoryQueue<Work> {
  return createMemoryQueue<Work>(options);
}

/** Adds jobs that die, in this order. */
export async function die(queue: JobQueue<Work>, payloads: readonly unknown[]): Promise<void> {
  const worker = unwrap(await queue.process({ work: async () => err(failure('conflict')) }));
  for (const payload of payloads) unwrapOr(await queue.result(unwrap(await queue.add('work', payload))), undefined);
  unwrap(await worker.close());
}

/** Adds jobs that are completed. */
export async function complete(queue: JobQueue<Work>, count: number): Promise<void> {
  const worker = unwrap(await queue.process({ work: async () => ok() }));
  for (let job = 0; job < count; job += 1) unwrap(await queue.result(unwrap(await queue.add('work', job))));
  unwrap(await worker.close());
}
