import type { AsyncResult, InfraError, OnError, Result } from '@infra/core';
import { systemClock } from '@internal/clock';
import { nextTime } from '@internal/queue-rules';
import { copyOf, RedisConnection, report } from '@internal/redis';
import { Queue, type RepeatOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Envelope } from './envelope.js';
import { failures } from './errors.js';
import { prefixOf } from './keys.js';
import type { ResolvedOptions } from './options.js';

export type BullQueue = Queue<Envelope | undefined, unknown>;

/** Cron by the rules of this package, in place of BullMQ's own. */
export const settings = {
  repeatStrategy: (millis: number, { pattern, tz }: RepeatOptions): number | undefined =>
    pattern === undefined ? undefined : nextTime({ cron: pattern, timeZone: tz }, millis, millis),
};

/** BullMQ's queue over a connection that fails fast: it is for whoever adds and looks, not for workers. */
export class Bull {
  readonly connection: RedisConnection;
  readonly prefix: string;
  private readonly options: ResolvedOptions;
  private queue: BullQueue | undefined;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.prefix = prefixOf(options.namespace, options.name);
    this.connection = new RedisConnection({
      url: options.url,
      connection: options.connection,
      client: options.client,
      timeoutMs: options.timeoutMs,
      onError: options.onError,
      clock: systemClock,
      failures,
      // Its commands are scripts, which corking slows down.
      cork: false,
      // Of the node that has the queue, in a cluster.
      probe: (client) => client.exists(this.key('meta')),
    });
  }

  get isReady(): boolean {
    return this.connection.client.status === 'ready';
  }

  /** Asks BullMQ within the deadline. */
  ask<R, T>(
    operation: string,
    signal: AbortSignal | undefined,
    command: (queue: BullQueue, redis: Redis) => Promise<R>,
    read: (reply: R) => Result<T> | AsyncResult<T>,
  ): AsyncResult<T> {
    return this.connection.send(operation, signal, (redis) => command(this.open(redis), redis), read);
  }

  key(type: string): string {
    return `${this.prefix}:${this.options.name}:${type}`;
  }

  /** A client for what blocks or must not fail fast: it waits for a connection that is lost. Whoever asks for it ends it. */
  waitingClient(): Redis {
    const client = copyOf(this.connection.client, {
      client: { lazyConnect: false, enableOfflineQueue: true },
      connections: { maxRetriesPerRequest: null, autoResendUnfulfilledCommands: true },
    });
    client.on('error', ignore);
    return client;
  }

  async close(deadlineMs: number): Promise<void> {
    // Its connection is ours: closing it only takes its listeners off.
    void this.queue?.close().catch(ignore);
    await this.connection.close(deadlineMs);
  }

  /** Made when it is first needed, for BullMQ connects and writes as soon as there is one. */
  private open(redis: Redis): BullQueue {
    if (this.queue !== undefined) return this.queue;
    const { prefix } = this;
    const queue: BullQueue = new Queue(this.options.name, {
      connection: redis,
      prefix,
      skipVersionCheck: true,
      settings,
    });
    // The connection reports its failures itself.
    queue.on('error', ignore);
    queue.waitUntilReady().catch(() => {
      // BullMQ remembers for ever that it could not connect: the next call gets another one.
      if (this.queue === queue) this.queue = undefined;
    });
    this.queue = queue;
    return queue;
  }
}

export function ignore(): undefined {
  return undefined;
}

/** Tells of a failure once, until `end` is called: a connection that is lost fails at every attempt. */
export function oncePerOutage(onError: OnError): { tell(error: InfraError): void; end(): void } {
  const told = new Set<string>();
  return {
    tell(error) {
      if (told.has(error.code)) return;
      told.add(error.code);
      report(onError, error);
    },
    end() {
      told.clear();
    },
  };
}
