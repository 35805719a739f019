import { ok, type AsyncResult } from '@infra/core';
import type { Redis } from 'ioredis';
import type { Bull } from './bull.js';
import type { BullJob } from './job-view.js';

/** How many dead jobs are brought back at a time. */
const BATCH = 100;

/** Whether there was a dead job to bring back. */
export function replay(bull: Bull, id: string, signal: AbortSignal | undefined): AsyncResult<boolean> {
  return bull.ask(
    'deadLetters.replay',
    signal,
    async (queue, redis) => {
      const job = await queue.getJob(id);
      if (job === undefined || (await queue.getJobState(id)) !== 'failed') return false;
      await revive(bull, job, redis);
      return true;
    },
    (replayed) => ok(replayed),
  );
}

/** Brings back those that are dead now, the oldest first: one that dies again meanwhile is not brought back twice. */
export async function replayAll(bull: Bull, signal: AbortSignal | undefined): AsyncResult<number> {
  const dead = await bull.ask(
    'deadLetters.replayAll',
    signal,
    (_, redis) => redis.zrange(bull.key('failed'), '0', '-1'),
    (ids) => ok(ids),
  );
  if (!dead.ok) return dead;
  let replayed = 0;
  for (let from = 0; from < dead.value.length; from += BATCH) {
    const ids = dead.value.slice(from, from + BATCH);
    const batch = await bull.ask(
      'deadLetters.replayAll',
      signal,
      async (queue, redis) => {
        const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
        const revived = await Promise.allSettled(
          jobs.map((job) => (job === undefined ? Promise.reject(new Error('gone')) : revive(bull, job, redis))),
        );
        return revived.filter(({ status }) => status === 'fulfilled').length;
      },
      (count) => ok(count),
    );
    if (!batch.ok) return batch;
    replayed += batch.value;
  }
  return ok(replayed);
}

/** A dead job begins anew, with what BullMQ holds against it taken off first. */
async function revive(bull: Bull, job: BullJob, redis: Redis): Promise<void> {
  await redis.hdel(bull.key(job.id ?? ''), 'defa', 'stc');
  await job.retry('failed', { resetAttemptsMade: true });
}
