import { err, InfraError, ok, unwrap, type EventBus, type EventOf, type OnError, type OutboxStore } from '@infra/core';
import { createOutbox, createOutboxRelay, type OutboxRelay, type OutboxRelayOptions } from '../src/index.js';
import { setUp, type Events, type Setting } from './fixtures.js';

export const failure = (code: InfraError['code'], retryable?: boolean): InfraError =>
  new InfraError({ code, message: `it is ${code}`, provider: 'test', operation: 'test', retryable });

export interface Started extends Setting {
  readonly relay: OutboxRelay;
  readonly told: InfraError[];
  readonly seen: EventOf<Events>[];
}

export async function start(
  options: Partial<OutboxRelayOptions<Events>> = {},
  setting: Setting = setUp(),
): Promise<Started> {
  const told: InfraError[] = [];
  const seen: EventOf<Events>[] = [];
  const onError: OnError = (error) => told.push(error);
  const { store, bus, clock } = setting;
  const relay = createOutboxRelay<Events>({ store, bus, clock, onError, ...options });
  unwrap(await bus.subscribe('*', async (event) => ok(seen.push(event)), { group: 'all' }));
  unwrap(await relay.start());
  return { ...setting, relay, told, seen };
}

/** Writes orders, all in one transaction: of the key that the id begins with, if it is followed by a dot. */
export async function place({ database, store, clock }: Setting, ...ids: readonly string[]): Promise<void> {
  const outbox = createOutbox<Events>({ store, clock });
  const events = ids.map((id) => ({
    type: 'order.placed' as const,
    data: { id, total: 1 },
    key: id.includes('.') ? id.split('.')[0] : undefined,
  }));
  unwrap(await database.transaction((tx) => outbox.publishMany(events, { tx })));
}

export const idsOf = (seen: readonly EventOf<Events>[]): readonly string[] => seen.map(({ data }) => data.id);

/** A store that cannot call. */
export function silent({ wakeups: _, ...store }: OutboxStore): OutboxStore {
  return store;
}

/** A bus that asks a function before it publishes anything. */
export function guarded(
  bus: EventBus<Events>,
  problem: (ids: readonly string[], signal: AbortSignal | undefined) => InfraError | undefined | Promise<undefined>,
  isOrdered = true,
): EventBus<Events> {
  const { ordered } = bus;
  const idOf = (data: object): string => ('id' in data ? String(data.id) : '');
  const ask = async (data: readonly object[], signal?: AbortSignal): Promise<InfraError | undefined> =>
    problem(data.map(idOf), signal);
  return {
    ...bus,
    publish: async (type, data, options) => {
      const error = await ask([data], options?.signal);
      return error === undefined ? bus.publish(type, data, options) : err(error);
    },
    publishMany: async (events, options) => {
      const error = await ask(
        events.map(({ data }) => data),
        options?.signal,
      );
      return error === undefined ? bus.publishMany(events, options) : err(error);
    },
    ...(isOrdered &&
      ordered !== undefined && {
        ordered: {
          publish: async (key, type, data, options) => {
            const error = await ask([data], options?.signal);
            return error === undefined ? ordered.publish(key, type, data, options) : err(error);
          },
          publishMany: async (events, options) => {
            const error = await ask(
              events.map(({ data }) => data),
              options?.signal,
            );
            return error === undefined ? ordered.publishMany(events, options) : err(error);
          },
        },
      }),
  };
}
