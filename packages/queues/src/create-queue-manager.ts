import { err, ok, unwrap, type AsyncResult, type CloseOptions, type Result } from '@infra/core';
import { changed, numbers, readings, sorted, totals, byQueue, type Answer } from './across.js';
import { errors } from './errors.js';
import { healthOf } from './health.js';
import { resolveOptions, type QueueManagerOptions } from './options.js';
import type { QueueManager } from './queue-manager.js';
import { createQueueLetters } from './queue-letters.js';
import type { AnyQueue, FoundJob, QueueName, Queues, QueueSchedule } from './queues.js';
import { createScope, unknownName } from './scope.js';
import { addCounts, addStats } from './totals.js';
import { Workers } from './starting.js';
import { closeAll, deadlineOf, jobsHave } from './workers.js';

const CLOSE_DEADLINE_MS = 5_000;

/** Of a deadline, where there are queues to close as well. */
const WORKERS_HAVE = 0.9;

/**
 * Makes one of several queues. Does no I/O, and owns no queue that it is not told to own.
 * Throws `validation` for options that make no sense; `queue` does for a name that is none, and nothing else throws.
 *
 * @example createQueueManager({ emails, images }, { owns: 'all' })
 */
export function createQueueManager<Q extends Queues<Q>>(
  queues: Q,
  options: QueueManagerOptions<Q> = {},
): QueueManager<Q> {
  const resolved = resolveOptions(queues, options);
  const { clock, parallel, owned } = resolved;
  const known = resolved.queues;
  const names = [...known.keys()] as QueueName<Q>[];
  const workers = new Workers(known, parallel, clock);
  let isClosed = false;
  let closing: AsyncResult<void> | undefined;
  const scope = createScope(known, parallel, () => isClosed);
  const nothing = (operation: string, answers: readonly Answer<void>[]): Result<void> => {
    const all = changed(operation, answers);
    return all.ok ? ok() : all;
  };

  /** First those who use the queues, then the queues; what fails does not keep the rest from being closed. */
  async function end({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions): AsyncResult<void> {
    const end = clock.monotonicMs() + deadlineMs;
    const ended = await workers.end({
      deadlineMs: deadlineMs * WORKERS_HAVE,
      toldMs: jobsHave(deadlineMs),
    });
    isClosed = true;
    const leftMs = Math.max(0, end - clock.monotonicMs());
    const answers = await closeAll(owned, (name) => `The queue '${name}'`, clock, deadlineOf(leftMs));
    // Of a queue of which both failed, the worker says why.
    const outcome = new Map<string, Answer<void>>();
    for (const answer of [...ended, ...answers]) {
      if (outcome.get(answer[0])?.[1].ok !== false) outcome.set(answer[0], answer);
    }
    const { done, failed } = sorted([...outcome.values()]);
    return failed.length > 0 ? err(errors.partial('close', failed, done)) : ok();
  }

  const manager: QueueManager<Q> = {
    names,
    queue(name) {
      const problem = unknownName(known, [name]);
      if (problem !== undefined) throw errors.invalid('queue', problem);
      return queues[name];
    },
    find: (name) => (known.has(name) ? queues[name as QueueName<Q>] : undefined),
    findJob: (id, io = {}) =>
      scope.over(
        'findJob',
        io,
        (queue, each) => queue.get(id, each),
        (operation, answers): Result<FoundJob<Q> | undefined> => {
          const { done, failed } = sorted(answers);
          for (const [queue, job] of done) {
            const found: object = { queue, job };
            if (job !== undefined) return ok(found as FoundJob<Q>);
          }
          return failed.length > 0 ? err(errors.partial(operation, failed, done)) : ok(undefined);
        },
      ),
    counts: (io = {}) =>
      scope.over(
        'counts',
        io,
        (queue, each) => queue.counts(each),
        (operation, answers) => totals(operation, answers, addCounts),
      ),
    stats: (io = {}) =>
      scope.over(
        'stats',
        io,
        (queue, each) => queue.stats(each),
        (operation, answers) => totals(operation, answers, addStats),
      ),
    pause: (io = {}) => scope.over('pause', io, (queue, each) => queue.pause(each), nothing),
    resume: (io = {}) => scope.over('resume', io, (queue, each) => queue.resume(each), nothing),
    clean: (olderThanMs, io = {}) =>
      scope.over('clean', io, (queue, each) => queue.clean(olderThanMs, each), numbers<Q>),
    start: (handlers, io = {}) => workers.start(handlers, io),
    health: async (io = {}) => {
      const selected = scope.select('health', io);
      if (selected.ok) return healthOf<Q>(selected.value, { ...resolved, timeoutMs: resolved.healthTimeoutMs }, io);
      return isClosed && selected.error.code === 'unavailable'
        ? ok({ status: 'down', latencyMs: 0, reason: 'The queue manager is closed.', queues: {} })
        : selected;
    },
    close: (io = {}) => (closing ??= end(io)),
    [Symbol.asyncDispose]: async () => unwrap(await manager.close()),
    deadLetters: createQueueLetters<Q>(scope),
    schedules: {
      list: (io = {}) =>
        scope.over(
          'schedules.list',
          io,
          (queue: AnyQueue, each) => queue.schedules.list(each),
          (operation, answers) => {
            const read = readings<Q, unknown>(operation, answers);
            if (!read.ok) return read;
            const { done, failed } = sorted(answers);
            const items: readonly object[] = done.flatMap(([queue, list]) =>
              list.map((schedule) => ({ queue, schedule })),
            );
            return ok({ items: items as readonly QueueSchedule<Q>[], failures: byQueue(failed) });
          },
        ),
    },
  };
  return manager;
}
