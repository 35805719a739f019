import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  unwrapOr,
  type ClaimOptions,
  type HealthCheck,
  InfraError,
  type Lifecycle,
  type OutboxClaim,
  type OutboxMessage,
  type OutboxStore,
  type TransactionManager,
} from '@infra/core';
import { expectOk } from '../expect-result.js';

/** A database with an outbox. */
export interface OutboxUnderTest {
  readonly outbox: OutboxStore;
  readonly transactions: TransactionManager;
  readonly database: Lifecycle & HealthCheck;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface OutboxHarness {
  /** A database whose outbox is empty, and which shares nothing with any other. The suite closes it. */
  make(): Promise<OutboxUnderTest>;
  /**
   * Lets `ms` milliseconds pass for every outbox made so far: by a test clock, or by moving what a database holds into the past. What the cases wait
   * for is mostly hours: a real clock that runs as well changes nothing.
   */
  advance(ms: number): Promise<void>;
  /** What the store holds, read past the port, as one text that has the data of every message in it. */
  peek?(under: OutboxUnderTest): Promise<string>;
  /** A database whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(): Promise<OutboxUnderTest>;
  /** Whether its outboxes have the feature `wakeups`. */
  readonly wakeups?: true;
}

export const HOUR_MS = 3_600_000;
/** A lease that ends in no case by itself. */
export const LEASED: ClaimOptions = { leaseMs: HOUR_MS };

/** How long a case waits for what must happen. */
const PATIENCE_MS = 10_000;

/** What a body answers with that wants to be rolled back. */
export const refusal: InfraError = new InfraError({
  code: 'forbidden',
  message: 'no',
  provider: 'suite',
  operation: 'case',
});

/** Runs a case's body with a database of its own, closed afterwards. */
export async function withOutbox(
  harness: OutboxHarness,
  body: (under: OutboxUnderTest) => Promise<void>,
): Promise<void> {
  const under = await harness.make();
  try {
    await body(under);
  } finally {
    unwrapOr(await under.database.close({ deadlineMs: 1_000 }), undefined);
  }
}

/** A message of its own id, whose `data` tell it from others. */
export function message(data: unknown, more: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: randomUUID(),
    type: 'thing.happened',
    data,
    time: new Date('2026-01-01T00:00:00Z'),
    context: {},
    ...more,
  };
}

/** Appends messages in one transaction; gives their ids. */
export async function append(
  { outbox, transactions }: OutboxUnderTest,
  ...messages: readonly OutboxMessage[]
): Promise<readonly string[]> {
  await expectOk(
    transactions.transaction((tx) => outbox.append(messages, { tx })),
    'append',
  );
  return messages.map(({ id }) => id);
}

/** Appends messages of these keys, each with its place as data, in one transaction; gives their ids. */
export function appendKeyed(under: OutboxUnderTest, ...keys: readonly string[]): Promise<readonly string[]> {
  return append(under, ...keys.map((key, index) => message(`${key}${String(index)}`, { key })));
}

export function claim({ outbox }: OutboxUnderTest, options: ClaimOptions = LEASED): Promise<OutboxClaim | undefined> {
  return expectOk(outbox.claim(options), 'claim');
}

/** A claim that has something. */
export async function claimed(under: OutboxUnderTest, options: ClaimOptions = LEASED): Promise<OutboxClaim> {
  const found = await claim(under, options);
  assert.ok(found !== undefined, 'there is nothing to claim');
  return found;
}

export function dataOf(claim: OutboxClaim | undefined): readonly unknown[] {
  return claim?.messages.map(({ data }) => data) ?? [];
}

export function idsOf(claim: OutboxClaim | undefined): readonly string[] {
  return claim?.messages.map(({ id }) => id) ?? [];
}

/** Claims and completes until nothing is left. Gives the data in their order. */
export async function drain(under: OutboxUnderTest, options: ClaimOptions = LEASED): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let rounds = 0; rounds < 1_000; rounds += 1) {
    const next = await claim(under, options);
    if (next === undefined) return all;
    all.push(...dataOf(next));
    await expectOk(under.outbox.complete(next, idsOf(next)), 'complete');
  }
  assert.fail('it does not end');
}

/** Waits until something is so, for what reports to nobody. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS;) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.fail(`${what}: it did not happen`);
}

/**
 * The same harness with every outbox wrapped, for a second run of the suite: an adapter that passes bare must pass with layers
 * around it. The harness is handed what is inside.
 *
 * @example wrapOutboxes(harness, (outbox) => decorate(outbox, outboxStoreSpec, ...neutralLayers()))
 */
export function wrapOutboxes(harness: OutboxHarness, wrap: (outbox: OutboxStore) => OutboxStore): OutboxHarness {
  const inside = new WeakMap<OutboxUnderTest, OutboxUnderTest>();
  const wrapped = (under: OutboxUnderTest): OutboxUnderTest => {
    const outside = { ...under, outbox: wrap(under.outbox) };
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
