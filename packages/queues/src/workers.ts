import { err, InfraError, ok, type AsyncResult, type Clock, type JobWorker, type Result } from '@infra/core';
import { within } from '@internal/deadline';
import { changed, type Answer } from './across.js';
import { errors } from './errors.js';
import type { QueueWorkers } from './queue-manager.js';

/** What is closed with a deadline: a worker, a queue. */
export interface Closable {
  close?(options: { readonly deadlineMs: number }): AsyncResult<void>;
}

/** How long closing may take, and how long what is closed is told that it may take, in milliseconds. */
export interface Deadline {
  readonly deadlineMs: number;
  readonly toldMs: number;
}

/** Closes all at once. What gives no answer in time is a failure. */
export async function closeAll(
  all: readonly (readonly [string, Closable])[],
  what: (name: string) => string,
  clock: Clock,
  { deadlineMs, toldMs }: Deadline,
): Promise<readonly Answer<void>[]> {
  return Promise.all(
    all.map(async ([name, closable]): Promise<Answer<void>> => {
      const outcome = await within<Result<void> | undefined>(clock, deadlineMs, () =>
        closable.close?.({ deadlineMs: toldMs }),
      );
      if (outcome.kind === 'done') return [name, outcome.value ?? ok()];
      if (outcome.kind === 'failed') return [name, err(InfraError.from(outcome.cause, 'queues', 'queues.close'))];
      return [name, err(errors.late('close', what(name), deadlineMs))];
    }),
  );
}

/** What a worker needs after its jobs, in milliseconds: with a Redis that does not answer, giving back takes half a second. */
const GIVING_BACK_MS = 1_000;

/** How long running jobs have: three quarters, and a second less where that leaves them half. What they do not finish has to be given back. */
export function jobsHave(deadlineMs: number): number {
  return Math.floor(Math.min(deadlineMs * 0.75, Math.max(deadlineMs / 2, deadlineMs - GIVING_BACK_MS)));
}

export interface WorkerGroup extends QueueWorkers {
  /** `close`, one answer for each. */
  end(times: Deadline): Promise<readonly Answer<void>[]>;
}

/** The times of a deadline. */
export function deadlineOf(deadlineMs: number): Deadline {
  return { deadlineMs, toldMs: jobsHave(deadlineMs) };
}

/** Workers of several queues, as one. */
export function groupWorkers(
  workers: readonly (readonly [string, JobWorker])[],
  clock: Clock,
  onEnd: (group: WorkerGroup) => void,
): WorkerGroup {
  let ending: Promise<readonly Answer<void>[]> | undefined;
  const each = async (operation: string, work: (worker: JobWorker) => AsyncResult<void>): AsyncResult<void> => {
    const answers = await Promise.all(
      workers.map(async ([name, worker]): Promise<Answer<void>> => [name, await work(worker)]),
    );
    const all = changed(operation, answers);
    return all.ok ? ok() : all;
  };
  const group: WorkerGroup = {
    pause: () => each('workers.pause', (worker) => worker.pause()),
    resume: () => each('workers.resume', (worker) => worker.resume()),
    close: async ({ deadlineMs = 5_000 } = {}) => {
      const all = changed('workers.close', await group.end(deadlineOf(deadlineMs)));
      return all.ok ? ok() : all;
    },
    end: (times) => {
      ending ??= closeAll(workers, (name) => `The worker of '${name}'`, clock, times).finally(() => onEnd(group));
      return ending;
    },
  };
  return group;
}
