import type { JobQueueHarness, JobQueueUnderTest } from '@infra/conformance';
import { err, InfraError, ok } from '@infra/core';
import { closeOnce } from '../close-once.js';
import type { Saboteur } from '../saboteur.js';
import { spoil, spoilRuns } from './spoil.js';

/** Spoils schedules. */
function spoilSchedules(
  faults: (inner: JobQueueUnderTest) => Partial<JobQueueUnderTest['schedules']>,
): ReturnType<typeof spoil> {
  return spoil((inner) => ({ schedules: { ...inner.schedules, ...faults(inner) } }));
}

const CLOSED = 'close is idempotent, and afterwards every operation fails with unavailable, at once';

export const scheduleSaboteurs: readonly Saboteur<JobQueueHarness>[] = [
  {
    name: 'runs the first job of a schedule when it is set',
    caughtBy: 'a schedule of a period adds its job once per period, the first after one',
    sabotage: spoilSchedules((inner) => ({
      set: async (id, timing, job, io) => {
        const added = await inner.add('work', job.payload);
        return added.ok ? inner.schedules.set(id, timing, job, io) : added;
      },
    })),
  },
  {
    name: 'knows one time zone',
    caughtBy: 'a schedule by cron falls due by the clock of its time zone',
    sabotage: spoilSchedules((inner) => ({
      set: (id, timing, job, io) => inner.schedules.set(id, 'cron' in timing ? { cron: timing.cron } : timing, job, io),
    })),
  },
  {
    name: 'forgets the options of a schedule’s job',
    caughtBy: 'a schedule’s job has its payload and options, and says whose it is',
    sabotage: spoilSchedules((inner) => ({
      set: (id, timing, { name, payload }, io) => inner.schedules.set(id, timing, { name, payload } as never, io),
    })),
  },
  {
    name: 'sets a schedule beside the one that it should replace',
    caughtBy: 'set replaces a schedule; a timing that has not changed keeps its next time',
    sabotage: spoilSchedules((inner) => {
      let count = 0;
      return {
        set: (id, timing, job, io) => {
          count += 1;
          return inner.schedules.set(count === 1 ? id : `${id} ${String(count)}`, timing, job, io);
        },
      };
    }),
  },
  {
    name: 'leaves the next job when its schedule is removed',
    caughtBy: 'a schedule that is removed adds nothing more, and takes the job along that has not begun',
    sabotage: spoilSchedules((inner) => ({
      remove: async (id, io) => {
        const removed = await inner.schedules.remove(id, io);
        if (!removed.ok || !removed.value) return removed;
        const added = await inner.add('work', 1, { delayMs: 3_600_000 });
        return added.ok ? removed : added;
      },
    })),
  },
  {
    name: 'piles up the jobs of a schedule',
    caughtBy: 'a schedule that nobody works for does not pile up',
    sabotage: spoilSchedules((inner) => ({
      set: async (id, timing, job, io) => {
        const added = await inner.addMany([1, 2].map((delayMs) => ({ name: 'work', payload: job.payload, delayMs })));
        return added.ok ? inner.schedules.set(id, timing, job, io) : added;
      },
    })),
  },
  {
    name: 'takes a timing that makes no sense for none',
    caughtBy: 'a timing that makes no sense is a validation error',
    sabotage: spoilSchedules((inner) => ({
      set: async (...args) => {
        const set = await inner.schedules.set(...args);
        return set.ok || set.error.code !== 'validation' ? set : ok();
      },
    })),
  },
  {
    name: 'has another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: spoil(() => ({ provider: 'other' })),
  },
  {
    name: 'adds in spite of an aborted signal',
    caughtBy: 'an aborted signal cancels every operation, and nothing is done',
    sabotage: spoil((inner) => ({ add: (name, payload) => inner.add(name, payload) })),
  },
  {
    name: 'says that it is down while it works',
    caughtBy: 'health says up while it works',
    sabotage: spoil(() => ({ health: async () => ok({ status: 'down', latencyMs: 0 }) })),
  },
  {
    name: 'cannot be closed twice',
    caughtBy: CLOSED,
    sabotage: spoil((inner) => ({ close: closeOnce(() => inner.close()) })),
  },
  {
    name: 'says that a closed queue is worth another try',
    caughtBy: CLOSED,
    sabotage: spoil((inner) => ({
      counts: async (io) => {
        const counts = await inner.counts(io);
        return counts.ok ? counts : err(new InfraError({ ...counts.error.toJSON(), retryable: true }));
      },
    })),
  },
  {
    name: 'stays open when it is disposed of',
    caughtBy: 'await using closes it',
    sabotage: spoil(() => ({ [Symbol.asyncDispose]: () => Promise.resolve() })),
  },
  {
    name: 'cuts off what runs when a worker closes',
    caughtBy: 'a worker that closes takes no more jobs and lets those finish that run',
    sabotage: spoil((inner) => ({
      process: async (handlers, options) => {
        const started = await inner.process(handlers, options);
        if (!started.ok) return started;
        const worker = started.value;
        return ok({
          pause: () => worker.pause(),
          resume: () => worker.resume(),
          // What the worker does not wait for is given back at once: its deadline has passed before it began.
          close: async () => {
            const cutOff = await worker.close({ deadlineMs: 0 });
            return cutOff;
          },
        });
      },
    })),
  },
  {
    name: 'tells nobody whose job it gives back',
    caughtBy:
      'what still runs at the deadline is given back: it aborts, and another worker runs it, which is no attempt',
    sabotage: spoilRuns((handler, payload, run) => handler(payload, { ...run, signal: new AbortController().signal })),
  },
  {
    name: 'counts what it gives back as an attempt',
    caughtBy:
      'what still runs at the deadline is given back: it aborts, and another worker runs it, which is no attempt',
    sabotage: spoilRuns((handler, payload, run) => handler(payload, { ...run, attempt: run.run })),
  },
  {
    name: 'refuses its own handlers while it closes',
    caughtBy: 'a queue that closes lets its handlers finish, who may use it meanwhile',
    sabotage: spoil((inner) => {
      let isClosing = false;
      return {
        close: (io) => {
          isClosing = true;
          return inner.close(io);
        },
        add: async (name, payload, options) => {
          if (!isClosing) return inner.add(name, payload, options);
          return err(new InfraError({ code: 'unavailable', message: 'closing', provider: 'x', operation: 'y' }));
        },
      };
    }),
  },
];
