import { err, ok, type JobRun } from '@infra/core';
import type { Bull } from './bull.js';
import { pack } from './envelope.js';
import { errors } from './errors.js';
import type { BullJob } from './job-view.js';

/** What a handler gets to know of its run, and to say of it. */
export function jobRun(bull: Bull, job: BullJob, signal: AbortSignal): JobRun {
  const id = job.id ?? '';
  return {
    id,
    name: job.name,
    run: job.attemptsStarted,
    attempt: job.attemptsMade + 1,
    attempts: job.opts.attempts ?? 1,
    signal,
    context: job.data?.c ?? {},
    progress: async (value, io) => {
      const packed = pack(value);
      if (!packed.ok) return err(errors.invalid('progress', `The progress cannot be stored: ${packed.error}.`));
      return bull.ask(
        'progress',
        io?.signal,
        (queue) => queue.updateJobProgress(id, packed.value),
        () => ok(),
      );
    },
    log: async (line, io) =>
      typeof line === 'string'
        ? bull.ask(
            'log',
            io?.signal,
            (queue) => queue.addJobLog(id, line),
            () => ok(),
          )
        : err(errors.invalid('log', 'A line must be a text.')),
  };
}
