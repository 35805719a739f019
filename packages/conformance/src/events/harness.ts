import assert from 'node:assert/strict';
import {
  err,
  InfraError,
  ok,
  type ContextCarrier,
  type DeadEvent,
  type EventBus,
  type EventGroup,
  type EventHandler,
  type EventSubscription,
  type HealthCheck,
  type InfraErrorCode,
  type Lifecycle,
  type OnError,
  type PublishedEvent,
  type PublishOptions,
  type StandardSchemaV1,
  type SubscribeOptions,
} from '@infra/core';
import { expectOk } from '../expect-result.js';
import type { Order } from '../payloads.js';

/** The events that the cases use. */
export interface EventSuiteEvents {
  /** Any data. */
  readonly 'thing.happened': unknown;
  readonly 'thing.changed': unknown;
  readonly thing: unknown;
  /** Has a schema, where a case asks for one. */
  readonly 'order.placed': Order;
}

/** What a factory for an event bus returns. */
export type EventBusUnderTest = EventBus<EventSuiteEvents> & Lifecycle & HealthCheck;

export interface EventBusHarnessOptions {
  readonly schemas?: { readonly 'order.placed': StandardSchemaV1<unknown, EventSuiteEvents['order.placed']> };
  readonly context?: ContextCarrier;
  readonly onError?: OnError;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface EventBusHarness {
  /** A bus that shares nothing with any other: no groups, no events. The suite closes it. */
  make(options?: EventBusHarnessOptions): Promise<EventBusUnderTest>;
  /**
   * Lets `ms` milliseconds pass for every bus made so far: by a test clock, and, for a server, by moving what it holds into the past
   * through the raw client. What the cases wait for is mostly hours: a real clock that runs as well changes nothing.
   */
  advance(ms: number): Promise<void>;
  /** Another bus over the same events, as another process has it, or the same one after a restart. The suite closes it. */
  reopen?(bus: EventBusUnderTest): Promise<EventBusUnderTest>;
  /**
   * Ends a bus as `kill -9` ends its process: nothing of it reaches the store from now on. Then has the store notice, as far as that
   * takes time.
   */
  crash?(bus: EventBusUnderTest): Promise<void>;
  /** What the store holds, read past the port by the raw client, as one text that has the data of every event in it. */
  peek?(bus: EventBusUnderTest): Promise<string>;
  /** A bus whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(): Promise<EventBusUnderTest>;
  /** Whether its buses have the feature `ordered`. */
  readonly ordered?: true;
  /** Whether its buses have the feature `history`. */
  readonly history?: true;
}

export const HOUR_MS = 3_600_000;
export const GROUP = 'the group';
export const HOURLY: Pick<SubscribeOptions, 'backoff'> = { backoff: { type: 'fixed', delayMs: HOUR_MS } };
export const AT_ONCE: Pick<SubscribeOptions, 'backoff'> = { backoff: { type: 'fixed', delayMs: 0 } };

/** How long a case waits for what must happen. */
const PATIENCE_MS = 10_000;

type Happened = EventHandler<EventSuiteEvents, 'thing.happened'>;

/** Runs a case's body with a bus of its own, closed afterwards. */
export async function withBus(
  harness: EventBusHarness,
  body: (bus: EventBusUnderTest) => Promise<void>,
  options?: EventBusHarnessOptions,
): Promise<void> {
  await using bus = await harness.make(options);
  try {
    await body(bus);
  } catch (broken) {
    // Without waiting for handlers that wait for what will not come.
    await Promise.allSettled([bus.close({ deadlineMs: 0 })]);
    throw broken;
  }
}

/** Another bus over the same events, for a case that needs `reopen`. */
export async function reopened(harness: EventBusHarness, bus: EventBusUnderTest): Promise<EventBusUnderTest> {
  const other = await harness.reopen?.(bus);
  assert.ok(other);
  return other;
}

/** Subscribes to what happens, in `GROUP` unless told otherwise. */
export function on(
  bus: EventBusUnderTest,
  handler: Happened,
  options?: Partial<SubscribeOptions>,
): Promise<EventSubscription> {
  return expectOk(bus.subscribe('thing.happened', handler, { group: GROUP, ...options }), 'subscribe');
}

/** The data that a group gets, in the order in which it gets them. */
export async function collect(bus: EventBusUnderTest, options?: Partial<SubscribeOptions>): Promise<unknown[]> {
  const seen: unknown[] = [];
  await on(
    bus,
    async ({ data }) => {
      seen.push(data);
      return ok();
    },
    options,
  );
  return seen;
}

export function publish(bus: EventBusUnderTest, data: unknown, options?: PublishOptions): Promise<PublishedEvent> {
  return expectOk(bus.publish('thing.happened', data, options), 'publish');
}

export function failure(code: InfraErrorCode, more: { retryable?: boolean; retryAfterMs?: number } = {}): InfraError {
  return new InfraError({ code, message: `it is ${code}`, provider: 'suite', operation: 'case.handle', ...more });
}

/** A handler that fails for good as long as `isBad`, and keeps what it is given. */
export async function moody(
  bus: EventBusUnderTest,
  group: string = GROUP,
): Promise<{ isBad: boolean; readonly seen: unknown[] }> {
  const mood = { isBad: true, seen: [] as unknown[] };
  await on(
    bus,
    async ({ data }) => {
      if (mood.isBad) return err(failure('forbidden'));
      mood.seen.push(data);
      return ok();
    },
    { group },
  );
  return mood;
}

/** The letters, once there are so many. */
export async function letters(bus: EventBusUnderTest, count: number): Promise<readonly DeadEvent<EventSuiteEvents>[]> {
  let found: readonly DeadEvent<EventSuiteEvents>[] = [];
  await until(
    async () => {
      found = (await expectOk(bus.deadLetters.list(), 'deadLetters.list')).items;
      return found.length >= count;
    },
    `${String(count)} dead letters`,
  );
  assert.equal(found.length, count, 'dead letters');
  return found;
}

/** Publishes one that fails for good, and waits for its letter. */
export async function dead(bus: EventBusUnderTest, data: unknown): Promise<DeadEvent<EventSuiteEvents>> {
  const before = (await expectOk(bus.deadLetters.list(), 'deadLetters.list')).items.length;
  await publish(bus, data);
  const [letter] = await letters(bus, before + 1);
  assert.ok(letter);
  return letter;
}

export async function groupOf(bus: EventBusUnderTest, group: string = GROUP): Promise<EventGroup | undefined> {
  return (await expectOk(bus.groups.list(), 'groups.list')).find((candidate) => candidate.group === group);
}

/** Waits until a group has so many that failed and wait. */
export function untilFailed(bus: EventBusUnderTest, count: number, group: string = GROUP): Promise<void> {
  return until(async () => (await groupOf(bus, group))?.failed === count, `${String(count)} events are to have failed`);
}

/** Waits until something is so, for what reports to nobody. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS; await turn()) {
    if (await isSo()) return;
  }
  assert.fail(`${what}: it did not happen`);
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** As long as some events take from one end to the other, on a bus beside: what would happen by itself has had its time. */
export async function aWhile(harness: EventBusHarness): Promise<void> {
  await withBus(harness, async (beside) => {
    const seen = await collect(beside);
    for (let round = 1; round <= 3; round += 1) {
      await publish(beside, round);
      await until(() => seen.length === round, 'an event beside');
    }
  });
}

/**
 * The same harness with every bus wrapped, for a second run of the suite: an adapter that passes bare must pass with layers
 * around it. The harness is handed the bus that is inside.
 *
 * @example wrapEventBuses(harness, (bus) => decorate(bus, eventBusSpec, ...neutralLayers()))
 */
export function wrapEventBuses(
  harness: EventBusHarness,
  wrap: (bus: EventBusUnderTest) => EventBusUnderTest,
): EventBusHarness {
  const { make, reopen, crash, peek, unreachable } = harness;
  const inner = new WeakMap<EventBusUnderTest, EventBusUnderTest>();
  const wrapped = (bare: EventBusUnderTest): EventBusUnderTest => {
    const outer = wrap(bare);
    inner.set(outer, bare);
    return outer;
  };
  const bare = (bus: EventBusUnderTest): EventBusUnderTest => inner.get(bus) ?? bus;
  return {
    ...harness,
    make: async (options) => wrapped(await make(options)),
    ...(reopen && { reopen: async (bus) => wrapped(await reopen(bare(bus))) }),
    ...(crash && { crash: (bus) => crash(bare(bus)) }),
    ...(peek && { peek: (bus) => peek(bare(bus)) }),
    ...(unreachable && { unreachable: async () => wrapped(await unreachable()) }),
  };
}
