import { ok, type AddedJob, type AsyncResult } from '@infra/core';
import type { JobRecord } from '@internal/queue-rules';
import type { JobsOptions } from 'bullmq';
import type { Bull } from './bull.js';
import { envelopeOf } from './envelope.js';
import { dedupeKey } from './keys.js';

export function addJob<N extends string>(
  bull: Bull,
  job: JobRecord<N>,
  operation: string,
  signal: AbortSignal | undefined,
): AsyncResult<AddedJob<N>> {
  return bull.ask(
    operation,
    signal,
    (queue) => queue.add(job.name, envelopeOf(job), optionsOf(job)),
    (added) => ok(addedJob(job, added.id)),
  );
}

/** Several in one trip. */
export function addJobs(
  bull: Bull,
  jobs: readonly JobRecord[],
  operation: string,
  signal: AbortSignal | undefined,
): AsyncResult<readonly AddedJob[]> {
  return bull.ask(
    operation,
    signal,
    (queue) => queue.addBulk(jobs.map((job) => ({ name: job.name, data: envelopeOf(job), opts: optionsOf(job) }))),
    (added) => ok(jobs.map((job, index) => addedJob(job, added[index]?.id))),
  );
}

/** The worker works it out, by the rules that all adapters have. */
const OWN_BACKOFF = { type: 'own' } as const;

/** What BullMQ is told of a job. */
export function optionsOf({ id, name, options }: JobRecord): JobsOptions {
  const { priority, delayMs, attempts, dedupeId } = options;
  // Assigned one by one: this is on the way of every job, and spreading what is seldom there costs a microsecond.
  const told: JobsOptions = { jobId: id, attempts, backoff: OWN_BACKOFF };
  if (priority > 0) told.priority = priority;
  if (delayMs > 0) told.delay = delayMs;
  if (attempts > 100) told.stackTraceLimit = 100;
  if (dedupeId !== undefined) told.deduplication = { id: dedupeKey(name, dedupeId) };
  return told;
}

function addedJob<N extends string>({ id, name }: JobRecord<N>, given: string | undefined): AddedJob<N> {
  return { id: given ?? id, name, isDuplicate: given !== undefined && given !== id };
}
