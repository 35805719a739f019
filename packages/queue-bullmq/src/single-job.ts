import { err, ok, type AsyncResult } from '@infra/core';
import type { StoredJob } from '@internal/queue-rules';
import type { Bull } from './bull.js';
import { errors } from './errors.js';
import { stateOf, storedJob } from './job-view.js';
import { runTimes } from './listing.js';

export function readJob(
  bull: Bull,
  id: string,
  operation: string,
  signal: AbortSignal | undefined,
): AsyncResult<StoredJob | undefined> {
  return bull.ask(
    operation,
    signal,
    async (queue, redis) => {
      const [job, inBull, [score]] = await Promise.all([
        queue.getJob(id),
        queue.getJobState(id),
        runTimes(redis, bull, [id]),
      ]);
      if (job === undefined) return undefined;
      const state = stateOf(inBull, job);
      return state === undefined ? undefined : storedJob(job, state, score);
    },
    (job) => ok(job),
  );
}

/** Whether there was a job to remove; one that runs is not. */
export function removeJob(bull: Bull, id: string, signal: AbortSignal | undefined): AsyncResult<boolean> {
  return bull.ask(
    'remove',
    signal,
    async (queue, redis) => {
      const state = await queue.getJobState(id);
      if (state === 'unknown' || state === 'active') return state;
      const code = await queue.remove(id);
      await redis.zrem(bull.key('failing'), id);
      return code === 1 ? 'removed' : 'active';
    },
    (answer) => (answer === 'active' ? err(errors.active('remove', id)) : ok(answer === 'removed')),
  );
}

/** Whether there was a job that waited for its time: it waits no longer. */
export function hurryJob(bull: Bull, id: string, signal: AbortSignal | undefined): AsyncResult<boolean> {
  return bull.ask(
    'retry',
    signal,
    async (queue) => {
      const job = await queue.getJob(id);
      if (job === undefined || (await queue.getJobState(id)) !== 'delayed') return false;
      await job.promote();
      return true;
    },
    (hurried) => ok(hurried),
  );
}
