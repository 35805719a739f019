import type { JobState, JobStats } from '@infra/core';
import type { Range } from '@internal/handler-rules';
import type { StoredJob } from '@internal/queue-rules';
import type { JobType } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Bull, BullQueue } from './bull.js';
import { storedJob, type BullJob } from './job-view.js';

/** BullMQ's score of a delayed job: its time, and twelve bits of order. */
const TICKS_PER_MS = 0x1000;

/** Where waiting jobs are, in the order in which they run. */
const WAITING: readonly JobType[] = ['wait', 'prioritized'];

/** Jobs in a state, in the port's order. */
export async function listJobs(
  queue: BullQueue,
  redis: Redis,
  bull: Bull,
  state: JobState,
  range: Range,
): Promise<readonly StoredJob[]> {
  if (state === 'delayed' || state === 'failed') return listLater(queue, redis, bull, state, range);
  const jobs = state === 'waiting' ? await listWaiting(queue, range) : await listIn(queue, state, range);
  return jobs.map((job) => storedJob(job, state, undefined));
}

function listIn(queue: BullQueue, state: JobState, { offset, limit }: Range): Promise<readonly BullJob[]> {
  const last = offset + limit - 1;
  if (state === 'active') return queue.getJobs(['active'], offset, last, true);
  // Last finished first.
  return queue.getJobs([state === 'dead' ? 'failed' : 'completed'], offset, last, false);
}

async function listWaiting(queue: BullQueue, { offset, limit }: Range): Promise<readonly BullJob[]> {
  const sizes = await queue.getJobCounts(...WAITING);
  const jobs: BullJob[] = [];
  let skip = offset;
  for (const type of WAITING) {
    const size = sizes[type] ?? 0;
    const from = Math.min(skip, size);
    skip -= from;
    const count = Math.min(limit - jobs.length, size - from);
    if (count > 0) jobs.push(...(await queue.getJobs([type], from, from + count - 1, true)));
  }
  return jobs;
}

/** Delayed jobs and those that wait for another attempt lie in one set; which is which, an index of ours says. */
async function listLater(
  queue: BullQueue,
  redis: Redis,
  bull: Bull,
  state: 'delayed' | 'failed',
  { offset, limit }: Range,
): Promise<readonly StoredJob[]> {
  const keys = [bull.key('delayed'), bull.key('failing')] as const;
  const ids = state === 'delayed' ? await redis.zdiff(2, ...keys) : await redis.zinter(2, ...keys, 'WEIGHTS', 1, 0);
  const page = ids.slice(offset, offset + limit);
  const [jobs, times] = await Promise.all([
    Promise.all(page.map((id) => queue.getJob(id))),
    runTimes(redis, bull, page),
  ]);
  return jobs.flatMap((job, index) => (job === undefined ? [] : [storedJob(job, state, times[index])]));
}

/** When delayed jobs may run, in milliseconds since 1970; undefined for those that are not delayed. */
export async function runTimes(
  redis: Redis,
  bull: Bull,
  ids: readonly string[],
): Promise<readonly (number | undefined)[]> {
  if (ids.length === 0) return [];
  const scores = await redis.zmscore(bull.key('delayed'), ...ids);
  return scores.map((score) => (score === null ? undefined : Math.floor(Number(score) / TICKS_PER_MS)));
}

export async function readCounts(
  queue: BullQueue,
  redis: Redis,
  bull: Bull,
): Promise<Readonly<Record<JobState, number>>> {
  const [counts, failing] = await Promise.all([
    queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'completed', 'failed'),
    redis.zinter(2, bull.key('delayed'), bull.key('failing')),
  ]);
  const count = (type: string): number => counts[type] ?? 0;
  return {
    waiting: count('wait') + count('prioritized'),
    delayed: Math.max(0, count('delayed') - failing.length),
    active: count('active'),
    failed: failing.length,
    completed: count('completed'),
    dead: count('failed'),
  };
}

export async function readStats(queue: BullQueue): Promise<JobStats> {
  const [paused, completed, died, ...heads] = await Promise.all([
    queue.isPaused(),
    queue.getMetrics('completed', 0, 0),
    queue.getMetrics('failed', 0, 0),
    // Those that have a priority are not in the order of their age: the first hundred must do.
    ...WAITING.map((type) => queue.getJobs([type], 0, type === 'prioritized' ? 99 : 0, true)),
  ]);
  const oldest = Math.min(...heads.flat().map(({ timestamp }) => timestamp));
  return {
    paused,
    completed: completed.meta.count,
    died: died.meta.count,
    oldestWaitingMs: oldest === Infinity ? 0 : Math.max(0, Date.now() - oldest),
  };
}
