import type { OutboxHarness } from '@infra/conformance';
import { err, InfraError, ok, type OutboxWakeups } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forgiven, spoil, spoilAnswers, type Spoil } from './spoil.js';

const CALLED = 'who subscribes is called after a commit that appended, and not after one that was rolled back';
const EVERY = 'every subscriber is called, whatever the others do, until it closes';
const PROVIDER = 'the provider’s name is what its errors carry, and its operations are the outbox’s';
const CLOSED = 'when the database is closed every operation is unavailable and not retryable';

function spoilWakeups(change: (wakeups: OutboxWakeups) => OutboxWakeups['subscribe']): Spoil {
  return spoil(({ wakeups }) => (wakeups === undefined ? {} : { wakeups: { subscribe: change(wakeups) } }));
}

const renamed = ({ code, message, retryable }: InfraError, provider: string, operation: string): InfraError =>
  new InfraError({ code, message, retryable, provider, operation });

export const lifecycleSaboteurs: readonly Saboteur<OutboxHarness>[] = [
  {
    name: 'calls before the commit',
    caughtBy: CALLED,
    sabotage: spoil(({ append, wakeups }) => {
      const listeners = new Set<() => void>();
      return {
        append: (messages, options) => {
          for (const listener of listeners) listener();
          return append(messages, options);
        },
        wakeups: {
          subscribe: async (onAppend, options) => {
            listeners.add(onAppend);
            return wakeups?.subscribe(onAppend, options) ?? ok({ close: async () => ok() });
          },
        },
      };
    }),
  },
  {
    name: 'never calls',
    caughtBy: CALLED,
    sabotage: spoilWakeups(
      ({ subscribe }) =>
        (_, options) =>
          subscribe(() => undefined, options),
    ),
  },
  {
    name: 'calls one subscriber only',
    caughtBy: EVERY,
    sabotage: spoilWakeups(({ subscribe }) => {
      let count = 0;
      return (onAppend, options) => {
        count += 1;
        return subscribe(count === 1 || typeof onAppend !== 'function' ? onAppend : () => undefined, options);
      };
    }),
  },
  {
    name: 'calls those who have closed',
    caughtBy: EVERY,
    sabotage: spoilWakeups(({ subscribe }) => async (onAppend, options) => {
      const subscribed = await subscribe(onAppend, options);
      return subscribed.ok ? ok({ close: async () => ok() }) : subscribed;
    }),
  },
  {
    name: 'takes what is no function',
    caughtBy: EVERY,
    sabotage: spoilWakeups(
      ({ subscribe }) =>
        (onAppend, options) =>
          forgiven('validation', subscribe(onAppend, options), { close: async () => ok() }),
    ),
  },
  {
    name: 'goes by another name than its errors',
    caughtBy: PROVIDER,
    sabotage: spoil(() => ({ provider: 'another' })),
  },
  {
    name: 'has operations of another port',
    caughtBy: PROVIDER,
    sabotage: spoilAnswers((result) =>
      result.ok ? result : err(renamed(result.error, result.error.provider, 'repository.claim')),
    ),
  },
  {
    name: 'says that it may be tried again when it is closed',
    caughtBy: CLOSED,
    sabotage: spoilAnswers((result) =>
      result.ok || result.error.code !== 'unavailable'
        ? result
        : err(
            new InfraError({ code: 'unavailable', message: 'x', provider: 'memory', operation: 'x', retryable: true }),
          ),
    ),
  },
  {
    name: 'answers though it is closed',
    caughtBy: CLOSED,
    sabotage: spoilAnswers((result) => (!result.ok && result.error.code === 'unavailable' ? ok() : result)),
  },
];
