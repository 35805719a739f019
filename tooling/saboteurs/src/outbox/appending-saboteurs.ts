import { outboxSuite, type OutboxHarness } from '@infra/conformance';
import { ok, type AppendOptions, type OutboxMessage, type Transaction } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { failure, forgiven, spoil, spoilAppend, spoilClaimed, spoilMessages } from './spoil.js';

const AS_IT_WENT_IN = 'a message comes out as it went in';
const ROUND_TRIP = 'data round-trip: ';
const COPIES = 'what was put in or got out may be changed, and changes nothing';
const REFUSED = 'what cannot be kept is refused, names its place, and harms no transaction';
const COMMITTED = 'nobody gets what is not committed, and everybody what is';
const ROLLED_BACK = 'what is rolled back never comes, of a savepoint that part';
const ID = 'an id that is there already is a conflict, and nothing of the transaction is committed';
const BELONGS = 'a message belongs to a transaction, which is open and of this database';

const without = (name: keyof OutboxMessage) =>
  spoilMessages((message) => {
    const { [name]: _, ...rest } = message;
    return { time: new Date(0), context: {}, type: 'x', id: message.id, data: undefined, ...rest };
  });

/** Appends in a transaction that ends at once. */
const atOnce = spoil(({ append }, { transactions }) => ({
  append: (messages, options) => {
    const { tx } = options;
    if (typeof tx !== 'object' || !('savepoint' in tx)) return append(messages, options);
    // Out of reach of the transaction around it.
    return new Promise((resolve) => {
      setImmediate(() => void transactions.transaction((own) => append(messages, { tx: own })).then(resolve));
    });
  },
}));

export const appendingSaboteurs: readonly Saboteur<OutboxHarness>[] = [
  ...(['type', 'data', 'key', 'subject', 'time', 'context'] as const).map((name) => ({
    name: `loses the ${name}`,
    caughtBy: AS_IT_WENT_IN,
    sabotage: without(name),
  })),
  {
    name: 'keeps times to the second',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilMessages((message) => ({
      ...message,
      time: new Date(Math.floor(Number(message.time) / 1_000) * 1_000),
    })),
  },
  {
    name: 'gives every message an id of its own',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilMessages((message) => ({ ...message, id: `own ${message.id}` })),
  },
  {
    name: 'has no tokens',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoil(({ claim }) => ({
      claim: async (options) => {
        const claimed = await claim(options);
        return claimed.ok && claimed.value !== undefined ? ok({ ...claimed.value, token: '' }) : claimed;
      },
    })),
  },
  ...outboxSuite.cases
    .filter(({ name }) => name.startsWith(ROUND_TRIP))
    .map(({ name: caughtBy }) => ({
      name: `spoils data (${caughtBy.slice(ROUND_TRIP.length)})`,
      caughtBy,
      sabotage: spoilMessages((message) => ({ ...message, data: [message.data] })),
    })),
  {
    name: 'keeps data as JSON',
    caughtBy: 'data round-trip: types that JSON does not have',
    sabotage: spoilMessages((message) => ({
      ...message,
      data: JSON.parse(
        JSON.stringify(message.data, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      ) as unknown,
    })),
  },
  {
    name: 'keeps what it was given, and not a copy',
    caughtBy: COPIES,
    sabotage: spoil(({ append, claim }) => {
      const given = new Map<string, OutboxMessage>();
      return {
        append: (messages, options) => {
          for (const message of messages) given.set(message.id, message);
          return append(messages, options);
        },
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          const messages = claimed.value.messages.map((message) => ({ ...message, ...given.get(message.id) }));
          return ok({ ...claimed.value, messages });
        },
      };
    }),
  },
  {
    name: 'hands out what it keeps',
    caughtBy: COPIES,
    sabotage: spoil(({ claim }) => {
      const kept = new Map<string, OutboxMessage>();
      return {
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          for (const message of claimed.value.messages) {
            if (!kept.has(message.id)) kept.set(message.id, message);
          }
          const messages = claimed.value.messages.map((message) => ({ ...message, ...kept.get(message.id) }));
          return ok({ ...claimed.value, messages });
        },
      };
    }),
  },
  {
    name: 'leaves out what it cannot keep',
    caughtBy: REFUSED,
    sabotage: spoil(({ append }) => ({
      append: (messages, options) => forgiven('validation', append(messages, options), undefined),
    })),
  },
  {
    name: 'does not say which message it refuses',
    caughtBy: REFUSED,
    sabotage: spoil(({ append }) => ({
      append: async (messages, options) => {
        const appended = await append(messages, options);
        return !appended.ok && appended.error.code === 'validation' ? failure('validation') : appended;
      },
    })),
  },
  {
    name: 'appends those before the one that it refuses',
    caughtBy: REFUSED,
    sabotage: spoil(({ append }) => ({
      append: async (messages, options) => {
        const appended = await append(messages, options);
        if (!appended.ok && appended.error.code === 'validation' && messages.length > 1) {
          const first = await append(messages.slice(0, 1), options);
          if (!first.ok) return first;
        }
        return appended;
      },
    })),
  },
  { name: 'does not wait for the commit', caughtBy: COMMITTED, sabotage: atOnce },
  {
    name: 'counts what is not committed',
    caughtBy: COMMITTED,
    sabotage: spoil(({ append, counts }) => {
      let appended = 0;
      return {
        append: (messages, options) => {
          appended += messages.length;
          return append(messages, options);
        },
        counts: async (options) => {
          const counted = await counts(options);
          return counted.ok ? ok({ ...counted.value, pending: appended }) : counted;
        },
      };
    }),
  },
  { name: 'keeps what was rolled back', caughtBy: ROLLED_BACK, sabotage: atOnce },
  {
    name: 'keeps what a savepoint rolled back',
    caughtBy: ROLLED_BACK,
    sabotage: (harness) => ({
      ...harness,
      make: async () => {
        const under = await harness.make();
        const late = new WeakMap<Transaction, OutboxMessage[]>();
        return {
          ...under,
          transactions: {
            provider: under.transactions.provider,
            transaction: (body, options) =>
              under.transactions.transaction((tx) => {
                const left: OutboxMessage[] = [];
                const { savepoint } = tx;
                Object.assign(tx, {
                  savepoint: async (inside: Parameters<typeof savepoint>[0]) => {
                    const result = await savepoint((inner) => {
                      late.set(inner, left);
                      return inside(inner);
                    });
                    const appended = await under.outbox.append(left.splice(0), { tx });
                    return appended.ok ? result : appended;
                  },
                });
                return body(tx);
              }, options),
          },
          outbox: {
            ...under.outbox,
            append: async (messages, options) => {
              const left = late.get(options.tx);
              if (left === undefined) return under.outbox.append(messages, options);
              left.push(...messages);
              return ok();
            },
          },
        };
      },
    }),
  },
  {
    name: 'takes an id that it has already for another message',
    caughtBy: ID,
    sabotage: spoil(({ append }) => {
      const seen = new Set<string>();
      return {
        append: (messages, options) =>
          append(
            messages.map((message) => {
              const isKnown = seen.has(message.id);
              seen.add(message.id);
              return isKnown ? { ...message, id: `${message.id} again` } : message;
            }),
            options,
          ),
      };
    }),
  },
  {
    name: 'passes over an id that it has already',
    caughtBy: ID,
    sabotage: spoil(({ append }) => {
      const seen = new Set<string>();
      return {
        append: (messages, options) => {
          const fresh = messages.filter(({ id }) => !seen.has(id));
          for (const { id } of messages) seen.add(id);
          return append(fresh, options);
        },
      };
    }),
  },
  {
    name: 'forgets ids when they are published',
    caughtBy: ID,
    sabotage: spoil(({ append, complete }) => {
      const published = new Set<string>();
      return {
        append: (messages, options) =>
          append(
            messages.map((message) =>
              published.has(message.id) ? { ...message, id: `${message.id} again` } : message,
            ),
            options,
          ),
        complete: (claim, ids, options) => {
          for (const id of ids) published.add(id);
          return complete(claim, ids, options);
        },
      };
    }),
  },
  {
    name: 'appends without a transaction',
    caughtBy: BELONGS,
    sabotage: spoil(({ append }, { transactions }) => ({
      append: (messages, options: Partial<AppendOptions> | undefined) =>
        options?.tx === undefined
          ? transactions.transaction((tx) => append(messages, { tx }))
          : append(messages, { tx: options.tx }),
    })),
  },
  {
    name: 'takes a transaction that it does not know for none',
    caughtBy: BELONGS,
    sabotage: spoil(({ append }) => ({
      append: (messages, options) => forgiven('validation', append(messages, options), undefined),
    })),
  },
  {
    name: 'takes one that is over for none',
    caughtBy: BELONGS,
    sabotage: spoil(({ append }) => ({
      append: (messages, options) => forgiven('conflict', append(messages, options), undefined),
    })),
  },
  {
    name: 'counts a message’s attempts from one',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilClaimed((message) => ({ ...message, attempts: message.attempts + 1 })),
  },
  {
    name: 'appends them the other way round',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilAppend((messages) => messages.toReversed()),
  },
];
