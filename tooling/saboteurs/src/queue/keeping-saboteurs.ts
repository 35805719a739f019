import type { JobQueueHarness } from '@infra/conformance';
import { ok, type AsyncResult, type JobEvent } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil, spoilMaking, spoilOptions, spoilRuns, type QueueFaults } from './spoil.js';

/** Spoils what can be done with dead letters. */
function spoilLetters(faults: (inner: Parameters<QueueFaults>[0]) => object): ReturnType<typeof spoil> {
  return spoil((inner) => ({ deadLetters: { ...inner.deadLetters, ...faults(inner) } }));
}

export const keepingSaboteurs: readonly Saboteur<JobQueueHarness>[] = [
  {
    name: 'swallows dead letters when it cleans',
    caughtBy: 'dead letters are listed, the last first, page by page, and stay until they are replayed or cleared',
    sabotage: spoil((inner) => ({
      clean: async (olderThanMs, io) => {
        const cleared = await inner.deadLetters.clear();
        return cleared.ok ? inner.clean(olderThanMs, io) : cleared;
      },
    })),
  },
  {
    name: 'loses what it replays',
    caughtBy: 'a replayed letter runs again under its id, with all its attempts and its history',
    sabotage: spoilLetters((inner) => ({
      replay: async (id: string): AsyncResult<void> => {
        const removed = await inner.remove(id);
        return removed.ok ? ok() : removed;
      },
    })),
  },
  {
    name: 'gives a replayed letter one attempt',
    caughtBy: 'a replayed letter may fail as often as a new job',
    sabotage: spoil((inner) => {
      const replayed = new Set<string>();
      return {
        deadLetters: {
          ...inner.deadLetters,
          replay: (id, io) => {
            replayed.add(id);
            return inner.deadLetters.replay(id, io);
          },
        },
        process: (handlers, options) =>
          inner.process(
            {
              ...handlers,
              work: async (payload, run) => {
                const result = await handlers.work(payload, run);
                if (result.ok || !replayed.has(run.id)) return result;
                return { ok: false, error: Object.assign(result.error, { code: 'conflict', retryable: false }) };
              },
            },
            options,
          ),
      };
    }),
  },
  {
    name: 'changes the letter that it replays with another payload',
    caughtBy: 'a letter replayed with another payload is a new job, and the letter stays as it was',
    sabotage: spoilLetters((inner) => ({
      replayAs: async (letter: { id: string; name: 'work' }, payload: unknown) => {
        const added = await inner.deadLetters.replayAs(letter, payload);
        const removed = await inner.remove(letter.id);
        return removed.ok ? added : removed;
      },
    })),
  },
  {
    name: 'replays with another payload in the context of whoever replays',
    caughtBy: 'a letter that is replayed runs in the context of whoever added it, with its payload or with another',
    sabotage: spoilLetters((inner) => ({
      replayAs: (letter: { id: string; name: 'work' }, payload: unknown) => inner.add(letter.name, payload),
    })),
  },
  {
    name: 'replays the first only',
    caughtBy: 'replayAll replays all, and says how many',
    sabotage: spoilLetters((inner) => ({
      replayAll: async () => {
        const letters = await inner.deadLetters.list();
        const [first] = letters.ok ? letters.value.items : [];
        if (!letters.ok || first === undefined) return ok(0);
        const replayed = await inner.deadLetters.replay(first.id);
        return replayed.ok ? ok(letters.value.items.length) : replayed;
      },
    })),
  },
  {
    name: 'clears nothing',
    caughtBy: 'clear forgets dead letters, and nothing else',
    sabotage: spoilLetters((inner) => ({
      clear: async () => {
        const counts = await inner.counts();
        return counts.ok ? ok(counts.value.dead) : counts;
      },
    })),
  },
  {
    name: 'counts jobs that failed as delayed',
    caughtBy: 'counts and lists say which jobs are in which state',
    sabotage: spoil((inner) => ({
      counts: async (io) => {
        const counts = await inner.counts(io);
        if (!counts.ok) return counts;
        return ok({ ...counts.value, failed: 0, delayed: counts.value.delayed + counts.value.failed });
      },
    })),
  },
  {
    name: 'begins every page anew',
    caughtBy: 'a list has pages, and every job is on one of them',
    sabotage: spoil((inner) => ({
      list: async (state, options) => {
        const page = await inner.list(state, { ...options, cursor: undefined });
        return page.ok && options?.cursor !== undefined ? ok({ items: page.value.items }) : page;
      },
    })),
  },
  {
    name: 'says that nobody waits',
    caughtBy: 'stats say how long the oldest job has waited',
    sabotage: spoil((inner) => ({
      stats: async (io) => {
        const stats = await inner.stats(io);
        return stats.ok ? ok({ ...stats.value, oldestWaitingMs: 0 }) : stats;
      },
    })),
  },
  {
    name: 'cancels nothing',
    caughtBy: 'remove cancels what has not begun, forgets what is over, and refuses what runs',
    sabotage: spoil((inner) => ({
      remove: async (id) => {
        const job = await inner.get(id);
        return job.ok ? ok(job.value !== undefined) : job;
      },
    })),
  },
  {
    name: 'waits for ever for a job that is not there',
    caughtBy: 'who waits for a result is told when there is none to come, or when the time is up',
    sabotage: spoil((inner) => ({
      result: async (job, options) => {
        const result = await inner.result(job, options);
        return !result.ok && result.error.code === 'not_found' ? new Promise(() => undefined) : result;
      },
    })),
  },
  {
    name: 'keeps the first line of a log',
    caughtBy: 'progress, lines of the log and times are kept with the job',
    sabotage: spoil((inner) => ({
      logs: async (id, io) => {
        const lines = await inner.logs(id, io);
        return lines.ok ? ok(lines.value.slice(0, 1)) : lines;
      },
    })),
  },
  {
    name: 'takes progress for granted',
    caughtBy: 'progress, lines of the log and times are kept with the job',
    sabotage: spoilRuns((handler, payload, run) => handler(payload, { ...run, progress: async () => ok() })),
  },
  {
    name: 'leaves the context behind',
    caughtBy: 'a handler runs in the context of whoever added the job',
    sabotage: spoilMaking(({ context: _, ...options }) => options),
  },
  {
    name: 'tells of deaths as of completions',
    caughtBy: 'who subscribes hears of jobs that end, until the subscription is closed',
    sabotage: spoil((inner) => ({
      subscribe: (listener: (event: JobEvent) => void, io) =>
        inner.subscribe(({ id }) => listener({ type: 'completed', id }), io),
    })),
  },
  {
    name: 'tells those who have gone',
    caughtBy: 'who subscribes hears of jobs that end, until the subscription is closed',
    sabotage: spoil((inner) => ({
      subscribe: async (listener: (event: JobEvent) => void, io) => {
        const subscribed = await inner.subscribe(listener, io);
        return subscribed.ok ? ok({ close: async () => ok() }) : subscribed;
      },
    })),
  },
  {
    name: 'cleans whatever is completed',
    caughtBy: 'clean forgets what was completed long enough ago',
    sabotage: spoil((inner) => ({ clean: (_, io) => inner.clean(0, io) })),
  },
  {
    name: 'forgets a delay on restart',
    caughtBy: 'jobs outlive the queue that added them, with delay, attempts and schedule',
    sabotage: (harness) => ({
      ...harness,
      reopen: async (queue) => {
        const delayed = await queue.list('delayed');
        for (const { id } of delayed.ok ? delayed.value.items : []) await mustSucceed(queue.retry(id));
        return await mustBeThere(harness.reopen?.(queue));
      },
    }),
  },
  {
    name: 'forgets its options on restart',
    caughtBy: 'jobs outlive the queue that added them, with delay, attempts and schedule',
    sabotage: spoilOptions(({ attempts: _, ...options }) => options),
  },
  {
    name: 'hands a job to every worker',
    caughtBy: 'of several workers over the same jobs one takes each',
    sabotage: spoilRuns(async (handler, payload, run) => {
      const first = await handler(payload, run);
      return first.ok ? handler(payload, run) : first;
    }),
  },
  {
    name: 'loses what ran in a process that was killed',
    caughtBy: 'a job whose process was killed runs again, and is told so',
    sabotage: (harness) => ({
      ...harness,
      crash: async (queue) => {
        const active = await queue.list('active');
        await harness.crash?.(queue);
        const other = await mustBeThere(harness.reopen?.(queue));
        for (const { id } of active.ok ? active.value.items : []) await mustSucceed(other.remove(id));
        await mustSucceed(other.close());
      },
    }),
  },
  {
    name: 'runs what a crash cut off as if for the first time',
    caughtBy: 'a job whose process was killed runs again, and is told so',
    sabotage: spoilRuns((handler, payload, run) => handler(payload, { ...run, run: run.attempt })),
  },
];

async function mustBeThere<T>(promise: Promise<T> | undefined): Promise<T> {
  if (promise === undefined) throw new Error('this harness cannot reopen');
  return promise;
}

async function mustSucceed(result: AsyncResult<unknown>): Promise<void> {
  const settled = await result;
  if (!settled.ok) throw settled.error;
}
