import {
  unwrapOr,
  type AsyncResult,
  type HealthCheck,
  type InboxStore,
  type Lifecycle,
  type Transaction,
  type TransactionManager,
} from '@infra/core';
import { expectOk } from '../expect-result.js';

/** A database with an inbox. */
export interface InboxUnderTest {
  readonly inbox: InboxStore;
  readonly transactions: TransactionManager;
  readonly database: Lifecycle & HealthCheck;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface InboxHarness {
  /** A database whose inbox is empty, and which shares nothing with any other. The suite closes it. */
  make(): Promise<InboxUnderTest>;
  /** Lets `ms` milliseconds pass for every inbox made so far, as for outboxes. */
  advance(ms: number): Promise<void>;
  /** What the store holds, read past the port, as one text that has every consumer and id in it. */
  peek?(under: InboxUnderTest): Promise<string>;
  /** A database whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(): Promise<InboxUnderTest>;
}

/** Runs a case's body with a database of its own, closed afterwards. */
export async function withInbox(harness: InboxHarness, body: (under: InboxUnderTest) => Promise<void>): Promise<void> {
  const under = await harness.make();
  try {
    await body(under);
  } finally {
    unwrapOr(await under.database.close({ deadlineMs: 1_000 }), undefined);
  }
}

/** Accepts in a transaction that does nothing else. */
export function accept(
  { inbox, transactions }: InboxUnderTest,
  consumer: string,
  id: string,
  more?: (tx: Transaction) => AsyncResult<unknown>,
): Promise<boolean> {
  return expectOk(
    transactions.transaction(async (tx) => {
      const accepted = await inbox.accept(consumer, id, { tx });
      const done = await more?.(tx);
      return done?.ok === false ? done : accepted;
    }),
    `accept ${consumer} ${id}`,
  );
}

/**
 * The same harness with every inbox wrapped, for a second run of the suite: an adapter that passes bare must pass with layers
 * around it. The harness is handed what is inside.
 *
 * @example wrapInboxes(harness, (inbox) => decorate(inbox, inboxStoreSpec, ...neutralLayers()))
 */
export function wrapInboxes(harness: InboxHarness, wrap: (inbox: InboxStore) => InboxStore): InboxHarness {
  const inside = new WeakMap<InboxUnderTest, InboxUnderTest>();
  const wrapped = (under: InboxUnderTest): InboxUnderTest => {
    const outside = { ...under, inbox: wrap(under.inbox) };
    inside.set(outside, under);
    return outside;
  };
  const { peek, unreachable } = harness;
  return {
    ...harness,
    make: async () => wrapped(await harness.make()),
    ...(peek && { peek: (under) => peek(inside.get(under) ?? under) }),
    ...(unreachable && { unreachable: async () => wrapped(await unreachable()) }),
  };
}
