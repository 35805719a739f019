import type { Job, JobFailure, JobState } from '@infra/core';
import type { FailureView, JobRow, JobView } from '../contract.js';
import type { ShopJobs } from '../shop/shop-types.js';
import { asJson, gistOf } from './as-json.js';

type ShopJob = Job<ShopJobs>;

/** In the order of a job's life. */
export const jobStates: readonly JobState[] = ['waiting', 'active', 'delayed', 'failed', 'dead', 'completed'];

/** A job in a list. */
export function rowOf({ id, name, state, runs, attempts, createdAt, payload }: ShopJob): JobRow {
  return { id, name, state, runs, attempts, createdAt: createdAt.toISOString(), gist: gistOf(payload) };
}

/** All that there is to know of a job. */
export function jobViewOf(job: ShopJob, logs: readonly string[]): JobView {
  const { payload, priority, failures, progress, result, runAt, startedAt, finishedAt, dedupeId, context } = job;
  return {
    ...rowOf(job),
    priority,
    payload: asJson(payload),
    failures: failures.map(failureOf),
    logs,
    context,
    ...(progress !== undefined && { progress: asJson(progress) }),
    ...(result !== undefined && { result: asJson(result) }),
    ...(runAt && { runAt: runAt.toISOString() }),
    ...(startedAt && { startedAt: startedAt.toISOString() }),
    ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
    ...(dedupeId !== undefined && { dedupeId }),
  };
}

/** With its time as text. */
export function failureOf({ at, ...rest }: JobFailure): FailureView {
  return { ...rest, at: at.toISOString() };
}
