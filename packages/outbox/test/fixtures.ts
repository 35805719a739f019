import { createTestClock, type TestClock } from '@infra/conformance';
import type { Context, ContextCarrier, InboxStore, OutboxStore, Result } from '@infra/core';
import { createMemoryEventBus, type MemoryEventBus } from '@infra/events-memory';
import {
  createMemoryDatabase,
  createMemoryInboxStore,
  createMemoryOutboxStore,
  createMemoryRepository,
  type MemoryDatabase,
} from '@infra/repository-memory';
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Events {
  readonly 'order.placed': { readonly id: string; readonly total: number };
  readonly 'order.paid': { readonly id: string };
}

export interface Effect {
  readonly id: string;
  readonly key: string;
  readonly place: number;
}

export interface Setting {
  readonly clock: TestClock;
  readonly database: MemoryDatabase;
  readonly store: OutboxStore;
  readonly inboxStore: InboxStore;
  readonly bus: MemoryEventBus<Events>;
  readonly effects: ReturnType<typeof createMemoryRepository<Effect>>;
}

export function setUp(context?: ContextCarrier, dedupeWindowMs?: number): Setting {
  const clock = createTestClock();
  const database = createMemoryDatabase({ clock });
  const effects = createMemoryRepository<Effect>({
    database,
    name: 'effect',
    fields: { id: 'text', key: 'text', place: 'integer' },
  });
  return {
    clock,
    database,
    store: createMemoryOutboxStore(database),
    inboxStore: createMemoryInboxStore(database),
    bus: createMemoryEventBus<Events>({ clock, context, dedupeWindowMs }),
    effects,
  };
}

export function createCarrier(): ContextCarrier {
  const storage = new AsyncLocalStorage<Context>();
  return { capture: () => storage.getStore() ?? {}, run: (context, work) => storage.run(context, work) };
}

/** Lets whatever is under way in this process go on. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets time pass until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, clock: TestClock, stepMs = 100): Promise<void> {
  for (let step = 0; step < 2_000; step += 1) {
    await turns(3);
    if (await isSo()) return;
    clock.advance(stepMs);
  }
  throw new Error('it did not happen');
}

export function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}
