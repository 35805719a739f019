import type { OutboxHarness } from '@infra/conformance';
import { ok, type AppendOptions, type OutboxMessage, type Transaction } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forgiven, spoil } from './spoil.js';

const COMMITTED = 'nobody gets what is not committed, and everybody what is';
const ROLLED_BACK = 'what is rolled back never comes, of a savepoint that part';
const ID = 'an id that is there already is a conflict, and nothing of the transaction is committed';
const BELONGS = 'a message belongs to a transaction, which is open and of this database';

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

export const committingSaboteurs: readonly Saboteur<OutboxHarness>[] = [
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
];
