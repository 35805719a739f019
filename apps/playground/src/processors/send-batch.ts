import { err, InfraError, ok, unwrapOr, type AsyncResult, type IoOptions, type JobRun } from '@infra/core';
import type { Notification, Notifier } from './send-notification.js';

// A template: copy it, and change what does not fit.

/** One that could not be sent. */
export interface BatchFailure {
  /** Its place in the batch, from 0. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** How far a batch is: what its job keeps as progress, and in the end as its result. */
export interface BatchProgress {
  readonly total: number;
  /** So many from the first on have been dealt with. */
  readonly done: number;
  readonly failures: readonly BatchFailure[];
}

/** Its entry in the job map of a queue: `'notification.batch': SendBatchJob`. */
export interface SendBatchJob {
  readonly payload: { readonly notifications: readonly Notification[] };
  readonly result: BatchProgress;
}

/** The part of a `JobQueue` that it needs: where the run before has got to. */
export interface JobLookup {
  get(id: string, options?: IoOptions): AsyncResult<{ readonly progress?: unknown } | undefined>;
}

export interface BatchOptions {
  /** After how many it keeps its progress: what a crash may have sent twice, where the notifier has no `onceKey`. Default: 20. */
  readonly keepEvery?: number;
}

/**
 * Sends many notifications in one job. One that fails for good is data in the result and stops nobody; anything else that fails stops the
 * batch, to be tried again after the back-off. Every run goes on where the progress of the run before says, after a crash as well.
 *
 * @example queue.process({ 'notification.batch': sendBatch(notifier, queue) });
 */
export function sendBatch(notifier: Notifier, jobs: JobLookup, { keepEvery = 20 }: BatchOptions = {}) {
  return async ({ notifications }: SendBatchJob['payload'], run: JobRun): AsyncResult<BatchProgress> => {
    const { id, signal } = run;
    const before = await jobs.get(id, { signal });
    if (!before.ok) return before;
    const known = before.value?.progress;
    let { done, failures } = isProgress(known) ? known : { done: 0, failures: [] };
    const progress = (): BatchProgress => ({ total: notifications.length, done, failures });
    for (const [index, notification] of notifications.entries()) {
      if (index < done) continue;
      if (signal.aborted) return err(givenBack(run.name));
      const sent = await notifier.notify(notification, { onceKey: `${id}:${index}`, signal });
      if (!sent.ok) {
        const { code, message } = sent.error;
        if (!PERMANENT.has(code)) {
          // What has been sent so far is not to be sent again: if it cannot be kept, the error that counts is the first.
          unwrapOr(await run.progress(progress()), undefined);
          return sent;
        }
        failures = [...failures, { index, code, message }];
      }
      done = index + 1;
      if (done % keepEvery !== 0 && done < notifications.length) continue;
      const kept = await run.progress(progress(), { signal });
      if (!kept.ok) return kept;
    }
    return ok(progress());
  };
}

/** Trying it again would not help. */
const PERMANENT: ReadonlySet<string> = new Set(['validation', 'forbidden', 'not_found', 'conflict', 'unsupported']);

/** Progress is whatever was kept last, by whichever version of this program. */
function isProgress(value: unknown): value is BatchProgress {
  if (typeof value !== 'object' || value === null) return false;
  return 'done' in value && Number.isInteger(value.done) && 'failures' in value && Array.isArray(value.failures);
}

function givenBack(operation: string): InfraError {
  return new InfraError({
    code: 'cancelled',
    message: 'The batch was given back.',
    provider: 'application',
    operation,
  });
}
