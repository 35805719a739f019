import type { EventBusHarness, EventBusUnderTest } from '@infra/conformance';
import { err, InfraError, ok, type AsyncResult } from '@infra/core';
import { closeOnce } from '../close-once.js';
import type { Saboteur } from '../saboteur.js';
import { runWith, spoil, spoilLetters, spoilRuns, spoilSubscription } from './spoil.js';

const REPLAYED = 'a replayed letter is delivered again, to its group alone, and is no letter any more';
const EDITED = 'a letter replayed with other data is a new event for its group alone, and the letter stays as it was';
const KILLED =
  'an event whose process was killed is delivered again, and says so; a process that is dead changes nothing';
const GIVEN_BACK =
  'what is still handled at the deadline is given back: it aborts, and another gets it, which is no attempt';

export const keepingSaboteurs: readonly Saboteur<EventBusHarness>[] = [
  {
    name: 'begins every page anew',
    caughtBy: 'dead letters are listed, the last first, page by page',
    sabotage: spoilLetters((letters) => ({
      list: async (options) => {
        const page = await letters.list({ ...options, cursor: undefined });
        return page.ok && options?.cursor !== undefined ? ok({ items: page.value.items }) : page;
      },
    })),
  },
  {
    name: 'loses what it replays',
    caughtBy: REPLAYED,
    sabotage: spoilLetters((letters) => ({
      replay: async (id) => {
        const found = await letters.get(id);
        if (!found.ok || found.value === undefined) return letters.replay(id);
        const cleared = await letters.clear();
        return cleared.ok ? ok() : cleared;
      },
    })),
  },
  {
    name: 'replays to every group',
    caughtBy: REPLAYED,
    sabotage: spoilLetters((letters, inner) => ({
      replay: async (id) => {
        const found = await letters.get(id);
        if (!found.ok || found.value?.event === undefined) return letters.replay(id);
        const cleared = await letters.clear();
        if (!cleared.ok) return cleared;
        const published = await inner.publish(found.value.type, found.value.event.data);
        return published.ok ? ok() : published;
      },
    })),
  },
  {
    name: 'gives a replayed letter one attempt',
    caughtBy: 'a replayed letter may fail as often as a new event, and its history stays',
    sabotage: spoilRuns(async (handler, event, run) => {
      const result = await handler(event, run);
      if (result.ok || run.run <= run.attempts) return result;
      return err(new InfraError({ code: 'conflict', message: 'once', provider: 'x', operation: 'y' }));
    }),
  },
  {
    name: 'changes the letter that it replays with other data',
    caughtBy: EDITED,
    sabotage: spoilLetters((letters) => ({
      replayAs: async (letter, data) => {
        const published = await letters.replayAs(letter, data);
        if (!published.ok) return published;
        const cleared = await letters.clear();
        return cleared.ok ? published : cleared;
      },
    })),
  },
  {
    name: 'publishes what it replays with other data',
    caughtBy: EDITED,
    sabotage: spoilLetters((letters, inner) => ({
      replayAs: async (letter, data) => {
        const found = await letters.get(letter.id);
        if (!found.ok) return found;
        return found.value?.type === letter.type ? inner.publish(letter.type, data) : letters.replayAs(letter, data);
      },
    })),
  },
  {
    name: 'replays the first only',
    caughtBy: 'replayAll replays all, and says how many',
    sabotage: spoilLetters((letters) => ({
      replayAll: async () => {
        const page = await letters.list();
        const [first] = page.ok ? page.value.items : [];
        if (!page.ok || first === undefined) return ok(0);
        const replayed = await letters.replay(first.id);
        return replayed.ok ? ok(page.value.items.length) : replayed;
      },
    })),
  },
  {
    name: 'clears nothing',
    caughtBy: 'clear forgets dead letters, and nothing else',
    sabotage: spoilLetters((letters) => ({
      clear: async () => {
        const page = await letters.list();
        return page.ok ? ok(page.value.items.length) : page;
      },
    })),
  },
  {
    name: 'replays what it clears',
    caughtBy: 'clear forgets dead letters, and nothing else',
    sabotage: spoilLetters((letters) => ({ clear: (io) => letters.replayAll(io) })),
  },
  {
    name: 'has another name than its errors say',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: spoil(() => ({ provider: 'somebody' })),
  },
  {
    name: 'takes no notice of signals',
    caughtBy: 'an aborted signal cancels every operation, and nothing is done',
    sabotage: spoil((inner) => ({
      publish: (type, data, options) => inner.publish(type, data, { ...options, signal: undefined }),
    })),
  },
  {
    name: 'is never well',
    caughtBy: 'health says up while it works',
    sabotage: spoil(() => ({ health: async () => ok({ status: 'degraded', latencyMs: 0, reason: 'moody' }) })),
  },
  {
    name: 'can be closed once',
    caughtBy: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    sabotage: spoil((inner) => ({ close: closeOnce(() => inner.close()) })),
  },
  {
    name: 'stays open for await using',
    caughtBy: 'await using closes it',
    sabotage: spoil(() => ({ [Symbol.asyncDispose]: async () => undefined })),
  },
  {
    name: 'takes events that it does not handle when it closes',
    caughtBy: 'a subscription that closes takes no more events and lets those finish that it handles',
    sabotage: spoilSubscription((inner) => ({ close: () => inner.close({ deadlineMs: 0 }) })),
  },
  {
    name: 'does not tell a handler that its time is up',
    caughtBy: GIVEN_BACK,
    sabotage: spoilRuns((handler, event, run) =>
      handler(event, runWith(run, { signal: new AbortController().signal })),
    ),
  },
  {
    name: 'counts what was given back as an attempt',
    caughtBy: GIVEN_BACK,
    sabotage: spoilRuns((handler, event, run) => handler(event, runWith(run, { attempt: run.run }))),
  },
  {
    name: 'closes the door to its handlers first',
    caughtBy: 'a bus that closes lets its handlers finish, who may publish meanwhile',
    sabotage: spoil((inner) => {
      let isClosing = false;
      return {
        publish: async (type, data, options) => {
          if (!isClosing) return inner.publish(type, data, options);
          return err(new InfraError({ code: 'validation', message: 'closed', provider: 'x', operation: 'y' }));
        },
        close: (options) => {
          isClosing = true;
          return inner.close(options);
        },
      };
    }),
  },
  {
    name: 'forgets a back-off on restart',
    caughtBy: 'groups outlive the bus that made them, with what waits, what failed and what is dead',
    sabotage: (harness) => {
      let wasReopened = false;
      return {
        ...harness,
        reopen: async (bus) => {
          wasReopened = true;
          return mustBeThere(harness.reopen?.(bus));
        },
        advance: (ms) => harness.advance(wasReopened ? ms * 2 : ms),
      };
    },
  },
  {
    name: 'is deaf to other processes',
    caughtBy: 'of several members in several processes one gets each event',
    sabotage: (harness) => ({ ...harness, reopen: () => harness.make() }),
  },
  {
    name: 'loses what was handled in a process that was killed',
    caughtBy: KILLED,
    sabotage: spoilKilled((bus) => bus.close({ deadlineMs: 0 })),
  },
  {
    name: 'delivers what a crash cut off as if for the first time',
    caughtBy: KILLED,
    sabotage: spoilRuns((handler, event, run) => handler(event, runWith(run, { run: run.attempt }))),
  },
];

/** A crash after which nothing is left of the event that was being handled. */
function spoilKilled(end: (bus: EventBusUnderTest) => AsyncResult<void>) {
  return (harness: EventBusHarness): EventBusHarness => {
    const lost = new Set<string>();
    const taken = new Set<string>();
    const spoilt = spoilRuns(async (handler, event, run) => {
      if (lost.has(event.id)) return ok();
      taken.add(event.id);
      return handler(event, run);
    })(harness);
    return {
      ...spoilt,
      crash: async (bus) => {
        for (const id of taken) lost.add(id);
        const ended = await end(bus);
        if (!ended.ok) throw ended.error;
      },
    };
  };
}

async function mustBeThere<T>(promise: Promise<T> | undefined): Promise<T> {
  if (promise === undefined) throw new Error('this harness cannot reopen');
  return promise;
}
