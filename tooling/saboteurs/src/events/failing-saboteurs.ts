import type { EventBusHarness } from '@infra/conformance';
import { err, ok, type InfraError } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { runWith, spoilLetters, spoilMaking, spoilOptions, spoilRuns } from './spoil.js';

const BACKOFF = 'an event that fails waits for the back-off, which doubles, and is delivered again, and says so';
const DEAD = 'an event that has failed as often as it may is dead, with the reason and every attempt';

function changed(error: InfraError, changes: Partial<InfraError>): InfraError {
  return Object.assign(Object.create(error) as InfraError, changes);
}

export const failingSaboteurs: readonly Saboteur<EventBusHarness>[] = [
  {
    name: 'waits equally long each time',
    caughtBy: BACKOFF,
    sabotage: spoilOptions(({ backoff, ...options }) => ({
      ...options,
      ...(backoff && { backoff: { type: 'fixed', delayMs: backoff.delayMs } }),
    })),
  },
  {
    name: 'does not say which attempt it is',
    caughtBy: BACKOFF,
    sabotage: spoilRuns((handler, event, run) => handler(event, runWith(run, { attempt: 1 }))),
  },
  {
    name: 'does not count retries in the event',
    caughtBy: BACKOFF,
    sabotage: spoilRuns((handler, event, run) => handler({ ...event, retrycount: 0 }, run)),
  },
  {
    name: 'tries a fifth time',
    caughtBy: 'unless told otherwise it is tried again after 1, 2 and 4 seconds; then it is dead',
    sabotage: spoilOptions((options) => ({ attempts: 5, ...options })),
  },
  {
    name: 'waits longer than it should',
    caughtBy: 'unless told otherwise it is tried again after 1, 2 and 4 seconds; then it is dead',
    sabotage: spoilOptions((options) => ({ backoff: { type: 'exponential', delayMs: 1_500 }, ...options })),
  },
  {
    name: 'forgets why the attempts failed',
    caughtBy: DEAD,
    sabotage: spoilLetters((letters) => ({
      list: async (io) => {
        const page = await letters.list(io);
        return page.ok
          ? ok({ ...page.value, items: page.value.items.map((letter) => ({ ...letter, failures: [] })) })
          : page;
      },
    })),
  },
  {
    name: 'swallows what it cannot handle',
    caughtBy: DEAD,
    sabotage: spoilRuns(async (handler, event, run) => {
      const result = await handler(event, run);
      return run.attempt === run.attempts ? ok() : result;
    }),
  },
  {
    name: 'tries a permanent failure again',
    caughtBy: 'a permanent failure is dead at once',
    sabotage: spoilRuns(async (handler, event, run) => {
      const result = await handler(event, run);
      return result.ok ? result : err(changed(result.error, { retryable: true }));
    }),
  },
  {
    name: 'takes every failure that no call would repeat for permanent',
    caughtBy: 'a failure that says nothing of the next attempt is tried again, whatever a retry of calls made of it',
    sabotage: spoilRuns(async (handler, event, run) => {
      const result = await handler(event, run);
      return result.ok || result.error.retryable ? result : err(changed(result.error, { code: 'conflict' }));
    }),
  },
  {
    name: 'takes a throw for a success',
    caughtBy: 'a throw, and what is no Result, is an internal failure that is tried again',
    sabotage: spoilRuns(async (handler, event, run) => {
      try {
        return await handler(event, run);
      } catch {
        return ok();
      }
    }),
  },
  {
    name: 'does not wait for as long as an error asks',
    caughtBy: 'a longer retryAfterMs is waited for',
    sabotage: spoilRuns(async (handler, event, run) => {
      const result = await handler(event, run);
      return result.ok ? result : err(changed(result.error, { retryAfterMs: 0 }));
    }),
  },
  {
    name: 'lets an attempt take as long as it likes',
    caughtBy: 'an attempt that takes longer than its timeoutMs has failed with timeout, and its signal aborts',
    sabotage: spoilOptions(({ timeoutMs: _, ...options }) => options),
  },
  {
    name: 'tells nobody',
    caughtBy: 'onError hears why an event died, and may throw',
    sabotage: spoilMaking(({ onError: _, ...options }) => options),
  },
];
