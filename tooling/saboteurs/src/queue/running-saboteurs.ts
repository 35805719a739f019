import { setImmediate as turn } from 'node:timers/promises';
import type { JobQueueHarness } from '@infra/conformance';
import { err, InfraError, ok, type JobEvent } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil, spoilMaking, spoilOptions, spoilRuns, spoilWorkers } from './spoil.js';

const ONCE = 'a job runs with its payload, once, and whoever waits gets its result';
const FREE = 'a dedupeId is free once its job is completed, dead or removed';
const BACKOFF = 'a job that fails waits for its back-off, which doubles, and tries again';

export const runningSaboteurs: readonly Saboteur<JobQueueHarness>[] = [
  {
    name: 'runs every job twice without saying so',
    caughtBy: ONCE,
    sabotage: spoilRuns(async (handler, payload, run) => {
      const first = await handler(payload, run);
      return first.ok ? handler(payload, run) : first;
    }),
  },
  {
    name: 'forgets the result once it was asked for',
    caughtBy: ONCE,
    sabotage: spoil((inner) => {
      const asked = new Set<string>();
      return {
        result: async (job, options) => {
          const result = await inner.result(job, options);
          if (asked.has(job.id))
            return err(new InfraError({ code: 'not_found', message: 'gone', provider: 'x', operation: 'y' }));
          asked.add(job.id);
          return result;
        },
      };
    }),
  },
  {
    name: 'numbers its jobs',
    caughtBy: ONCE,
    sabotage: spoil((inner) => ({
      add: async (name, payload, options) => {
        const added = await inner.add(name, payload, options);
        return added.ok ? ok({ ...added.value, id: '17' }) : added;
      },
    })),
  },
  {
    name: 'gives the result of whichever job was over last',
    caughtBy: 'a job runs by the handler of its name, and nobody gets the result of another',
    sabotage: spoil((inner) => {
      let last: unknown;
      return {
        process: (handlers, options) =>
          inner.process(
            {
              ...handlers,
              work: async (payload, run) => {
                const result = await handlers.work(payload, run);
                if (result.ok) last = result.value;
                return result;
              },
            },
            options,
          ),
        result: async (job, options) => {
          const result = await inner.result(job, options);
          return result.ok && job.name === 'work' ? ok(last as never) : result;
        },
      };
    }),
  },
  {
    name: 'adds many in any order',
    caughtBy: 'addMany adds all, in their order',
    sabotage: spoil((inner) => ({ addMany: async (jobs, io) => inner.addMany([...jobs].reverse(), io) })),
  },
  {
    name: 'adds those before the one that is wrong',
    caughtBy: 'addMany with one that is wrong adds none, and says which',
    sabotage: spoil((inner) => ({
      addMany: async (jobs, io) => {
        for (const job of jobs) {
          const added = await inner.addMany([job], io);
          if (!added.ok) return added;
        }
        return ok([]);
      },
    })),
  },
  {
    name: 'keeps payloads as JSON',
    caughtBy: 'payloads, results and progress round-trip exactly',
    sabotage: spoil((inner) => ({
      add: (name, payload, options) => inner.add(name, throughJson(payload), options),
    })),
  },
  {
    name: 'takes a result that is no data for nothing',
    caughtBy: 'what is no data is refused at add, with the path, and a result that is none kills the job',
    sabotage: spoilRuns(async (handler, payload, run) => {
      const result = await handler(payload, run);
      return result.ok && typeof result.value === 'symbol' ? ok() : result;
    }),
  },
  {
    name: 'hands every run the same payload',
    caughtBy: 'a payload is a copy, for whoever adds and for every run',
    sabotage: spoil((inner) => {
      const held = new Map<string, unknown>();
      return {
        process: (handlers, options) =>
          inner.process(
            {
              ...handlers,
              work: (payload, run) => {
                if (!held.has(run.id)) held.set(run.id, payload);
                return handlers.work(held.get(run.id), run);
              },
            },
            options,
          ),
      };
    }),
  },
  {
    name: 'ignores schemas',
    caughtBy: 'a schema outputs what is added; what it refuses is a validation error with the path',
    sabotage: spoilMaking(({ schemas: _, ...options }) => options),
  },
  {
    name: 'rounds odd options to fair ones',
    caughtBy: 'options that make no sense are validation errors, and nothing is added',
    sabotage: spoilOptions(({ priority = 0, ...options }) => ({
      ...options,
      priority: Math.min(1_000_000, Math.max(0, Math.round(priority))),
    })),
  },
  {
    name: 'has a dedupeId that never matches',
    caughtBy: 'a dedupeId adds nothing while its job is unfinished',
    sabotage: spoilOptions(({ dedupeId: _, ...options }) => options),
  },
  {
    name: 'has a dedupeId that reaches over all names',
    caughtBy: 'a dedupeId adds nothing while its job is unfinished',
    sabotage: spoil((inner) => {
      const first = new Map<string, string>();
      return {
        add: async (name, payload, options = {}) => {
          const { dedupeId } = options;
          const known = dedupeId === undefined ? undefined : first.get(dedupeId);
          if (known !== undefined) return ok({ id: known, name, isDuplicate: true });
          const added = await inner.add(name, payload, options);
          if (added.ok && dedupeId !== undefined) first.set(dedupeId, added.value.id);
          return added;
        },
      };
    }),
  },
  {
    name: 'has a dedupeId that never frees',
    caughtBy: FREE,
    sabotage: spoil((inner) => {
      const first = new Map<string, string>();
      return {
        add: async (name, payload, options = {}) => {
          const key = `${name} ${String(options.dedupeId)}`;
          const known = options.dedupeId === undefined ? undefined : first.get(key);
          if (known !== undefined) return ok({ id: known, name, isDuplicate: true });
          const added = await inner.add(name, payload, options);
          if (added.ok) first.set(key, added.value.id);
          return added;
        },
      };
    }),
  },
  {
    name: 'ignores priorities',
    caughtBy: 'lower priorities run first, equal ones in the order in which they were added',
    sabotage: spoilOptions(({ priority: _, ...options }) => options),
  },
  {
    name: 'runs the last added first within a priority',
    caughtBy: 'lower priorities run first, equal ones in the order in which they were added',
    sabotage: spoil((inner) => {
      let added = 0;
      return {
        add: (name, payload, options = {}) => {
          added += 1;
          return inner.add(name, payload, {
            ...options,
            priority: Math.min(1_000_000, (options.priority ?? 0) * 100 + 99 - added),
          });
        },
      };
    }),
  },
  {
    name: 'runs delayed jobs at once',
    caughtBy: 'a delayed job does not run before its time, and runs when it has come',
    sabotage: spoilOptions(({ delayMs: _, ...options }) => options),
  },
  {
    name: 'runs delayed jobs an hour late',
    caughtBy: 'a delayed job does not run before its time, and runs when it has come',
    sabotage: spoilOptions(({ delayMs, ...options }) => ({ ...options, delayMs: delayMs && delayMs + 3_600_000 })),
  },
  {
    name: 'takes all delays for one',
    caughtBy: 'delayed jobs run in the order of their times, whatever that of their addition',
    sabotage: spoilOptions(({ delayMs, ...options }) => ({ ...options, delayMs: delayMs && 3_600_000 })),
  },
  {
    name: 'says that it hurries a job, and does not',
    caughtBy: 'retry has a delayed job run at once',
    sabotage: spoil(() => ({ retry: async () => ok(true) })),
  },
  {
    name: 'runs one job more than its concurrency',
    caughtBy: 'a worker runs as many jobs at a time as its concurrency, and not one more',
    sabotage: spoilWorkers((_, options) => ({ ...options, concurrency: (options.concurrency ?? 1) + 1 })),
  },
  {
    name: 'runs one job at a time, whatever its concurrency',
    caughtBy: 'a worker runs as many jobs at a time as its concurrency, and not one more',
    sabotage: spoilWorkers((_, options) => ({ ...options, concurrency: 1 })),
  },
  {
    name: 'knows no rate limit',
    caughtBy: 'a rate limit holds back what is beyond it',
    sabotage: spoilWorkers((_, { rateLimit: __, ...options }) => options),
  },
  {
    name: 'goes on while it is paused',
    caughtBy: 'a paused queue starts nothing until it is resumed; what runs goes on',
    sabotage: spoil((inner) => ({
      pause: async (io) => {
        const paused = await inner.pause(io);
        await turn();
        const resumed = await inner.resume();
        return resumed.ok ? paused : resumed;
      },
      stats: async (io) => {
        const stats = await inner.stats(io);
        return stats.ok ? ok({ ...stats.value, paused: true }) : stats;
      },
    })),
  },
  {
    name: 'has workers that cannot be paused',
    caughtBy: 'a paused worker takes nothing until it is resumed; another one does',
    sabotage: spoil((inner) => ({
      process: async (handlers, options) => {
        const worker = await inner.process(handlers, options);
        if (!worker.ok) return worker;
        const { resume, close } = worker.value;
        const own = worker.value;
        return ok({ pause: async () => ok(), resume: () => resume.call(own), close: (io) => close.call(own, io) });
      },
    })),
  },
  {
    name: 'tries again at once, whatever the back-off',
    caughtBy: BACKOFF,
    sabotage: spoilOptions((options) => ({ ...options, backoff: { type: 'fixed', delayMs: 0 } })),
  },
  {
    name: 'waits as long before every attempt',
    caughtBy: BACKOFF,
    sabotage: spoilOptions((options) =>
      options.backoff?.type === 'exponential'
        ? { ...options, backoff: { type: 'fixed', delayMs: options.backoff.delayMs } }
        : options,
    ),
  },
  {
    name: 'says that every run is the first',
    caughtBy: BACKOFF,
    sabotage: spoilRuns((handler, payload, run) => handler(payload, { ...run, run: 1 })),
  },
  {
    name: 'tries once more than it may',
    caughtBy: 'a job that has failed as often as it may is dead, with the reason and every attempt',
    sabotage: spoilOptions((options) => ({ ...options, attempts: (options.attempts ?? 3) + 1 })),
  },
  {
    name: 'buries a dead job without a letter',
    caughtBy: 'a job that has failed as often as it may is dead, with the reason and every attempt',
    sabotage: spoil((inner) => ({
      subscribe: (listener: (event: JobEvent) => void, io) => inner.subscribe(listener, io),
      deadLetters: { ...inner.deadLetters, get: async () => ok(undefined) },
    })),
  },
  {
    name: 'remembers the last failure only',
    caughtBy: 'a job that has failed as often as it may is dead, with the reason and every attempt',
    sabotage: spoil((inner) => ({
      deadLetters: {
        ...inner.deadLetters,
        get: async (id, io) => {
          const letter = await inner.deadLetters.get(id, io);
          return letter.ok && letter.value !== undefined
            ? ok({ ...letter.value, failures: letter.value.failures.slice(-1) })
            : letter;
        },
      },
    })),
  },
  {
    name: 'tries a permanent failure again',
    caughtBy: 'a permanent failure is dead at once',
    sabotage: spoilRuns(async (handler, payload, run) => {
      const result = await handler(payload, run);
      if (result.ok || run.attempt > 2) return result;
      return err(new InfraError({ ...result.error.toJSON(), retryable: true }));
    }),
  },
  {
    name: 'takes whatever a call may not repeat for permanent',
    caughtBy: 'a failure that says nothing of the next attempt is tried again, whatever a retry of calls made of it',
    sabotage: spoilRuns(async (handler, payload, run) => {
      const result = await handler(payload, run);
      if (result.ok || result.error.retryable) return result;
      return err(new InfraError({ ...result.error.toJSON(), code: 'conflict' }));
    }),
  },
  {
    name: 'takes a throw for the end',
    caughtBy: 'a throw, and what is no Result, is an internal failure that is tried again',
    sabotage: spoilRuns(async (handler, payload, run) => {
      try {
        return await handler(payload, run);
      } catch {
        return err(new InfraError({ code: 'validation', message: 'it threw', provider: 'x', operation: 'y' }));
      }
    }),
  },
  {
    name: 'completes what it has no handler for',
    caughtBy: 'a job whose name no handler of the worker has is not lost: it fails, and may try again',
    sabotage: spoil((inner) => ({
      process: (handlers, options) =>
        inner.process({ ...handlers, order: handlers.order ?? (async () => ok('')) }, options),
    })),
  },
  {
    name: 'never asks the worker for a back-off',
    caughtBy: 'the worker’s back-off is asked where a job’s is custom, and a longer retryAfterMs is waited for',
    sabotage: spoilWorkers((_, { backoff: __, ...options }) => options),
  },
  {
    name: 'comes back before retryAfterMs',
    caughtBy: 'the worker’s back-off is asked where a job’s is custom, and a longer retryAfterMs is waited for',
    sabotage: spoilRuns(async (handler, payload, run) => {
      const result = await handler(payload, run);
      if (result.ok) return result;
      const { retryAfterMs: _, ...error } = result.error.toJSON();
      return err(new InfraError(error));
    }),
  },
  {
    name: 'lets an attempt take as long as it likes',
    caughtBy: 'an attempt that takes longer than its timeoutMs has failed with timeout, and its signal aborts',
    sabotage: spoilOptions(({ timeoutMs: _, ...options }) => options),
  },
  {
    name: 'cannot hurry a job that failed',
    caughtBy: 'retry has a failed job try again at once',
    sabotage: spoil(() => ({ retry: async () => ok(false) })),
  },
];

function throughJson(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
  return JSON.parse(text) as unknown;
}
