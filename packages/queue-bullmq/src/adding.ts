import { ok, type AddedJob, type AsyncResult } from '@infra/core';
import type { JobRecord } from '@internal/queue-rules';
import type { JobsOptions } from 'bullmq';
import type { Bull } from './bull.js';
import { envelopeOf } from './envelope.js';
import { dedupeKey } from './keys.js';

/** Adds jobs: one by itself, several in one trip. */
export function addJobs(
  bull: Bull,
  jobs: readonly JobRecord[],
  operation: string,
  signal: AbortSignal | undefined,
): AsyncResult<readonly AddedJob[]> {
  const [first] = jobs;
  if (jobs.length === 1 && first !== undefined) {
    return bull.ask(
      operation,
      signal,
      (queue) => queue.add(first.name, envelopeOf(first), optionsOf(first)),
      (added) => ok([addedJob(first, added.id)]),
    );
  }
  return bull.ask(
    operation,
    signal,
    (queue) => queue.addBulk(jobs.map((job) => ({ name: job.name, data: envelopeOf(job), opts: optionsOf(job) }))),
    (added) => ok(jobs.map((job, index) => addedJob(job, added[index]?.id))),
  );
}

/** What BullMQ is told of a job. */
export function optionsOf({ id, name, options }: JobRecord): JobsOptions {
  const { priority, delayMs, attempts, dedupeId } = options;
  return {
    jobId: id,
    attempts,
    // The worker works it out, by the rules that all adapters have.
    backoff: { type: 'own' },
    ...(priority > 0 && { priority }),
    ...(delayMs > 0 && { delay: delayMs }),
    ...(attempts > 100 && { stackTraceLimit: 100 }),
    ...(dedupeId !== undefined && { deduplication: { id: dedupeKey(name, dedupeId) } }),
  };
}

function addedJob({ id, name }: JobRecord, given: string | undefined): AddedJob {
  return { id: given ?? id, name, isDuplicate: given !== undefined && given !== id };
}
