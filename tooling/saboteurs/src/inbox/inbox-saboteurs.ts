import { createTestClock, type InboxHarness, type InboxUnderTest } from '@infra/conformance';
import {
  err,
  InfraError,
  ok,
  type AcceptOptions,
  type AsyncResult,
  type InboxStore,
  type InfraErrorCode,
  type Transaction,
} from '@infra/core';
import { createMemoryDatabase, createMemoryInboxStore } from '@infra/repository-memory';
import type { Saboteur } from '../saboteur.js';

const ONCE = 'each consumer accepts each message once';
const ITSELF = 'in its own transaction a message is accepted once, too';
const ROLLED_BACK = 'what is rolled back was not accepted, of a savepoint that part';
const MANY = 'of many deliveries at the same time one is accepted';
const BELONGS = 'accepting belongs to a transaction, which is open and of this database';
const NAMES = 'names that are none are refused, and harm no transaction';
const CLEAN = 'cleaning forgets what was accepted long ago, and nothing else';
const PROVIDER = 'the provider’s name is what its errors carry, and its operations are the inbox’s';
const CLOSED = 'when the database is closed every operation is unavailable and not retryable';

/** An inbox without fault, which saboteurs spoil. */
export function correctInboxHarness(): InboxHarness {
  const clock = createTestClock();
  return {
    make: async () => {
      const database = createMemoryDatabase({ clock });
      return { inbox: createMemoryInboxStore(database), transactions: database, database };
    },
    advance: async (ms) => clock.advance(ms),
  };
}

type Spoil = (harness: InboxHarness) => InboxHarness;

export function spoilInbox(change: (inbox: InboxStore, under: InboxUnderTest) => Partial<InboxStore>): Spoil {
  return (harness) => ({
    ...harness,
    make: async () => {
      const under = await harness.make();
      return { ...under, inbox: { ...under.inbox, ...change(under.inbox, under) } };
    },
  });
}

async function forgiven<T>(code: InfraErrorCode, answer: AsyncResult<T>, instead: T): AsyncResult<T> {
  const result = await answer;
  return !result.ok && result.error.code === code ? ok(instead) : result;
}

function forgiving(code: InfraErrorCode): Spoil {
  return spoilInbox(({ accept }) => ({
    accept: (consumer, id, options) => forgiven(code, accept(consumer, id, options), true),
  }));
}

const named = (name: (consumer: string, id: string) => readonly [string, string]): Spoil =>
  spoilInbox(({ accept }) => ({ accept: (consumer, id, options) => accept(...name(consumer, id), options) }));

/** Remembers by itself, and in no transaction. */
const inMemory = spoilInbox(({ accept }) => {
  const seen = new Set<string>();
  return {
    accept: async (consumer, id, options) => {
      const accepted = await accept(`${consumer}${String(seen.size)}`, id, options);
      const name = JSON.stringify([consumer, id]);
      const isFirst = !seen.has(name);
      seen.add(name);
      return accepted.ok ? ok(isFirst) : accepted;
    },
  };
});

/** Looks first and writes afterwards, in between which others may do the same. */
const lookFirst = spoilInbox(({ accept }, { transactions }) => {
  const done = new Set<string>();
  return {
    accept: async (consumer, id, options) => {
      const name = JSON.stringify([consumer, id]);
      const isFirst = !done.has(name);
      await new Promise((resolve) => setImmediate(resolve));
      options.tx.afterCommit(async () => ok(done.add(name)));
      const checked = await accept(`checks ${name}`, String(Math.random()), options);
      return checked.ok ? ok(isFirst) : checked;
    },
    provider: transactions.provider,
  };
});

const isolations = ['read committed', 'repeatable read', 'serializable'];

export const inboxSaboteurs: readonly Saboteur<InboxHarness>[] = [
  {
    name: 'accepts everything',
    caughtBy: ONCE,
    sabotage: named((consumer, id) => [consumer, `${id.slice(0, 8)}${String(Math.random())}`]),
  },
  { name: 'accepts nothing', caughtBy: ONCE, sabotage: spoilInbox(() => ({ accept: async () => ok(false) })) },
  { name: 'takes all consumers for one', caughtBy: ONCE, sabotage: named((_, id) => ['all', id]) },
  { name: 'takes all messages for one', caughtBy: ONCE, sabotage: named((consumer) => [consumer, 'all']) },
  {
    name: 'joins the two with a colon',
    caughtBy: ONCE,
    sabotage: named((consumer, id) => ['all', `${consumer}:${id}`]),
  },
  { name: 'has no capitals', caughtBy: ONCE, sabotage: named((consumer, id) => [consumer, id.toLowerCase()]) },
  {
    name: 'does not see what its own transaction accepted',
    caughtBy: ITSELF,
    sabotage: spoilInbox(({ accept }) => {
      const own = new WeakMap<Transaction, Set<string>>();
      return {
        accept: async (consumer, id, options) => {
          const accepted = await accept(consumer, id, options);
          const mine = own.get(options.tx) ?? new Set();
          own.set(options.tx, mine);
          const isMine = mine.has(id);
          mine.add(id);
          return isMine ? ok(true) : accepted;
        },
      };
    }),
  },
  { name: 'keeps what was rolled back', caughtBy: ROLLED_BACK, sabotage: inMemory },
  ...isolations.map((isolation) => ({
    name: `does not wait for others (${isolation})`,
    caughtBy: `who comes second goes by what becomes of the first (${isolation})`,
    sabotage: lookFirst,
  })),
  { name: 'looks before it writes', caughtBy: MANY, sabotage: lookFirst },
  {
    name: 'accepts without a transaction',
    caughtBy: BELONGS,
    sabotage: spoilInbox(({ accept }, { transactions }) => ({
      accept: (consumer, id, options: Partial<AcceptOptions> | undefined) =>
        options?.tx === undefined
          ? transactions.transaction((tx) => accept(consumer, id, { tx }))
          : accept(consumer, id, { tx: options.tx }),
    })),
  },
  { name: 'takes a transaction that it does not know for none', caughtBy: BELONGS, sabotage: forgiving('validation') },
  { name: 'takes one that is over for none', caughtBy: BELONGS, sabotage: forgiving('conflict') },
  { name: 'takes any name', caughtBy: NAMES, sabotage: forgiving('validation') },
  { name: 'accepts though its caller has given up', caughtBy: NAMES, sabotage: forgiving('cancelled') },
  {
    name: 'cleans up everything',
    caughtBy: CLEAN,
    sabotage: spoilInbox(({ clean, accept }, { transactions }) => {
      const all = new Set<readonly [string, string]>();
      let round = 0;
      return {
        accept: (consumer, id, options) => {
          all.add([consumer, id]);
          return accept(`${consumer}${String(round)}`, id, options);
        },
        clean: async (olderThanMs, options) => {
          const cleaned = await clean(olderThanMs, options);
          if (cleaned.ok && cleaned.value > 0) round += 1;
          return cleaned;
        },
        provider: transactions.provider,
      };
    }),
  },
  {
    name: 'cleans up nothing',
    caughtBy: CLEAN,
    sabotage: spoilInbox(({ clean }) => ({
      clean: (olderThanMs, options) => clean(olderThanMs > 0 ? olderThanMs * 100 : olderThanMs, options),
    })),
  },
  {
    name: 'is as old as its last delivery',
    caughtBy: CLEAN,
    sabotage: spoilInbox(({ accept, clean }) => {
      const again = new Set<string>();
      return {
        accept: async (consumer, id, options) => {
          const accepted = await accept(consumer, id, options);
          if (accepted.ok && !accepted.value) again.add(id);
          return accepted.ok && again.has(id) ? ok(false) : accepted;
        },
        clean,
      };
    }),
  },
  {
    name: 'cleans up of any age',
    caughtBy: CLEAN,
    sabotage: spoilInbox(({ clean }) => ({
      clean: (olderThanMs, options) => forgiven('validation', clean(olderThanMs, options), 0),
    })),
  },
  {
    name: 'goes by another name than its errors',
    caughtBy: PROVIDER,
    sabotage: spoilInbox(() => ({ provider: 'another' })),
  },
  {
    name: 'has operations of another port',
    caughtBy: PROVIDER,
    sabotage: spoilInbox(({ clean, provider }) => ({
      clean: async (olderThanMs, options) => {
        const cleaned = await clean(olderThanMs, options);
        if (cleaned.ok) return cleaned;
        const { code, message } = cleaned.error;
        return err(new InfraError({ code, message, provider, operation: 'repository.clean' }));
      },
    })),
  },
  { name: 'accepts though it is closed', caughtBy: CLOSED, sabotage: forgiving('unavailable') },
  {
    name: 'cleans though it is closed',
    caughtBy: CLOSED,
    sabotage: spoilInbox(({ clean }) => ({
      clean: (olderThanMs, options) => forgiven('unavailable', clean(olderThanMs, options), 0),
    })),
  },
];
