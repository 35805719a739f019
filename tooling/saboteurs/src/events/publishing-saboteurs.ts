import type { EventBusHarness } from '@infra/conformance';
import { err, InfraError, ok, type AsyncResult } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil, spoilMaking, spoilPublishing, spoilRuns } from './spoil.js';

const ONCE = 'an event reaches a handler once, with its data and the attributes of CloudEvents';
const WINDOW = 'an id that was given is published once within the window';
const CONTEXT = 'a handler runs in the context of whoever published, and the event belongs to its trace';

export const publishingSaboteurs: readonly Saboteur<EventBusHarness>[] = [
  {
    name: 'handles every event twice without saying so',
    caughtBy: ONCE,
    sabotage: spoilRuns(async (handler, event, run) => {
      const first = await handler(event, run);
      return first.ok ? handler(event, run) : first;
    }),
  },
  {
    name: 'numbers its events',
    caughtBy: ONCE,
    sabotage: spoil((inner) => ({
      publish: async (type, data, options) => {
        const published = await inner.publish(type, data, options);
        return published.ok ? ok({ ...published.value, id: '17' }) : published;
      },
    })),
  },
  {
    name: 'takes now for the time of every event',
    caughtBy: ONCE,
    sabotage: spoilPublishing((data, { time: _, ...options }) => [data, options]),
  },
  {
    name: 'publishes two of the same many',
    caughtBy: 'publishMany publishes all, once each',
    sabotage: spoil((inner) => ({
      publishMany: (events, io) => inner.publishMany([...events, ...events.slice(0, 2)], io),
    })),
  },
  {
    name: 'publishes those before the one that is wrong',
    caughtBy: 'publishMany with one that is wrong publishes none, and says which',
    sabotage: spoil((inner) => ({
      publishMany: async (events, io) => {
        for (const [index, event] of events.entries()) {
          const published = await inner.publishMany([event], io);
          if (!published.ok) {
            const { code, message, provider, operation } = published.error;
            return err(new InfraError({ code, message, provider, operation, details: { index } }));
          }
        }
        return ok([]);
      },
    })),
  },
  {
    name: 'keeps data as JSON',
    caughtBy: 'data round-trip exactly',
    sabotage: spoilPublishing((data, options) => [
      data === undefined
        ? data
        : JSON.parse(JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))),
      options,
    ]),
  },
  {
    name: 'publishes what is no data as nothing',
    caughtBy: 'what is no data is refused, with the path',
    sabotage: spoil((inner) => ({
      publish: async (type, data, options) => {
        const published = await inner.publish(type, data, options);
        return published.ok ? published : inner.publish(type, undefined as typeof data, options);
      },
    })),
  },
  {
    name: 'hands every group the same data',
    caughtBy: 'data are a copy, for whoever publishes, for every group and for every attempt',
    sabotage: spoil((inner) => {
      const held = new Map<string, unknown>();
      return {
        subscribe: (pattern, handler, options) =>
          inner.subscribe(
            pattern,
            (event, run) => {
              if (!held.has(event.id)) held.set(event.id, event.data);
              return handler({ ...event, data: held.get(event.id) }, run);
            },
            options,
          ),
      };
    }),
  },
  {
    name: 'asks no schema',
    caughtBy: 'a schema outputs what is published; what it refuses is a validation error with the path',
    sabotage: spoilMaking(({ schemas: _, ...options }) => options),
  },
  {
    name: 'forgives an empty id',
    caughtBy: 'options that make no sense are validation errors, and nothing happens',
    sabotage: spoilPublishing((data, { id, ...options }) => [data, id === '' ? options : { ...options, id }]),
  },
  {
    name: 'takes no notice of ids',
    caughtBy: WINDOW,
    sabotage: spoilPublishing((data, { id: _, ...options }) => [data, options]),
  },
  {
    name: 'never frees an id',
    caughtBy: WINDOW,
    sabotage: spoil((inner) => {
      const taken = new Set<string>();
      return {
        publish: async (type, data, options) => {
          const { id } = options ?? {};
          if (id !== undefined && taken.has(id)) return ok({ id, type, isDuplicate: true });
          if (id !== undefined) taken.add(id);
          return inner.publish(type, data, options);
        },
      };
    }),
  },
  {
    name: 'says of a duplicate that it was published',
    caughtBy: WINDOW,
    sabotage: spoil((inner) => ({
      publish: async (type, data, options): ReturnType<typeof inner.publish<typeof type>> => {
        const published = await inner.publish(type, data, options);
        return published.ok ? ok({ ...published.value, isDuplicate: false }) : published;
      },
    })),
  },
  {
    name: 'leaves the context behind',
    caughtBy: CONTEXT,
    sabotage: spoilMaking(({ context: _, ...options }) => options),
  },
  {
    name: 'leaves the trace behind',
    caughtBy: CONTEXT,
    sabotage: spoilRuns((handler, { traceparent: _, ...event }, run): AsyncResult<unknown> => {
      return handler(event, run);
    }),
  },
];
