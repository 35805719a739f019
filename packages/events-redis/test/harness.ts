import { randomUUID } from 'node:crypto';
import {
  createTestClock,
  type EventBusHarness,
  type EventBusHarnessOptions,
  type EventBusUnderTest,
  type EventSuiteEvents,
} from '@infra/conformance';
import { unwrap } from '@infra/core';
import type { Cluster, Redis } from 'ioredis';
import type { RedisEventBus, RedisEventBusOptions } from '../src/index.js';
import { advanceStored, everythingOf, keysOf, looseGrip } from './stored.js';

type Settings = Omit<RedisEventBusOptions<EventSuiteEvents>, 'url' | 'connection' | 'client'>;

/** A way to Redis of one bus's own, so that one can be cut off as a killed process is. */
export interface Lane {
  create(settings: Settings): RedisEventBus<EventSuiteEvents, Redis | Cluster>;
  /** From now on nothing reaches Redis. */
  cutOff(): void;
  /** Once the bus is closed. */
  close(): Promise<void>;
}

export interface HarnessOptions {
  /** What all namespaces begin with. */
  readonly run: string;
  openLane(): Promise<Lane>;
  /** Raw clients: the suite's eyes, independent of the adapter, one for each node. Asked for when they are needed. */
  raw(): readonly Redis[];
  unreachable(): Promise<EventBusUnderTest>;
}

interface Made {
  readonly bus: EventBusUnderTest;
  readonly lane: Lane;
  readonly namespace: string;
}

export function redisHarness({ run, openLane, raw, unreachable }: HarnessOptions): EventBusHarness {
  const clock = createTestClock();
  const made = new WeakMap<EventBusUnderTest, Made>();

  async function open(namespace: string, options: EventBusHarnessOptions = {}): Promise<EventBusUnderTest> {
    const lane = await openLane();
    const bus = lane.create({ ...options, namespace, pollMs: 20, clock });
    const closing: EventBusUnderTest = {
      ...bus,
      close: async (io) => {
        const closed = await bus.close(io);
        await lane.close();
        return closed;
      },
      [Symbol.asyncDispose]: async () => {
        await bus[Symbol.asyncDispose]();
        await lane.close();
      },
    };
    made.set(closing, { bus, lane, namespace });
    return closing;
  }

  function own(bus: EventBusUnderTest): Made {
    const found = made.get(bus);
    if (found === undefined) throw new Error('a bus of another harness');
    return found;
  }

  return {
    make: (options) => open(`${run}-${randomUUID()}`, options),
    advance: async (ms) => {
      for (const client of raw()) await advanceStored(client, await keysOf(client, run), ms);
      clock.advance(ms);
    },
    reopen: (bus) => open(own(bus).namespace),
    crash: async (bus) => {
      const { bus: doomed, lane, namespace } = own(bus);
      lane.cutOff();
      unwrap(await doomed.close({ deadlineMs: 0 }));
      await lane.close();
      for (const client of raw()) await looseGrip(client, await keysOf(client, namespace));
    },
    peek: async (bus) => {
      const { namespace } = own(bus);
      const texts: string[] = [];
      for (const client of raw()) texts.push(await everythingOf(client, await keysOf(client, namespace)));
      return texts.join('\n');
    },
    unreachable,
    ordered: true,
    history: true,
  };
}
