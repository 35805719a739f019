import { ok, unwrap } from '@infra/core';
import { createRedisEventBus } from '@infra/events-redis';
import { Redis } from 'ioredis';
import { setImmediate as turn } from 'node:timers/promises';
import { OURS } from './event-buses.js';
import { keep } from './keep.js';
import { VALUE } from './values.js';

export const RAW = 'ioredis: XADD, XREADGROUP, XACK';

/** A stream on Redis, and one group that reads it, a hundred at a time. */
export interface StreamContestant {
  readonly name: string;
  readonly note: string;
  publish(): Promise<boolean>;
  publishMany(count: number): Promise<void>;
  /** Waits until the group has had so many more. */
  consume(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function redisStreams(url: string): Promise<readonly StreamContestant[]> {
  return [await raw(url), await ours(url)];
}

async function raw(url: string): Promise<StreamContestant> {
  const client = new Redis(url);
  const stream = 'bench-raw-stream';
  await client.xgroup('CREATE', stream, 'g', '$', 'MKSTREAM');
  const publish = async (): Promise<boolean> => (await client.xadd(stream, '*', 'd', JSON.stringify(VALUE))) !== null;
  return {
    name: RAW,
    note: 'JSON.stringify and JSON.parse; nothing is retried, recovered or trimmed',
    publish,
    publishMany: async (count) => {
      let left = count;
      const lane = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await publish();
        }
      };
      await Promise.all(Array.from({ length: 64 }, lane));
    },
    consume: async (count) => {
      for (let got = 0; got < count;) {
        const reply = await client.xreadgroup('GROUP', 'g', 'c', 'COUNT', 100, 'STREAMS', stream, '>');
        const [found] = (reply ?? []) as readonly (readonly [
          string,
          readonly (readonly [string, readonly string[]])[],
        ])[];
        const entries = found?.[1] ?? [];
        for (const [, [, text = 'null']] of entries) keep(JSON.parse(text));
        if (entries.length > 0) await client.xack(stream, 'g', ...entries.map(([id]) => id));
        got += entries.length;
      }
      await client.xtrim(stream, 'MAXLEN', 0);
    },
    close: async () => {
      await client.quit();
    },
  };
}

async function ours(url: string): Promise<StreamContestant> {
  const bus = createRedisEventBus<{ readonly happened: typeof VALUE }>({ url, namespace: 'bench', timeoutMs: 10_000 });
  let handled = 0;
  const handler = async ({ data }: { readonly data: typeof VALUE }) => {
    keep(data);
    handled += 1;
    return ok();
  };
  const first = unwrap(await bus.subscribe('happened', handler, { group: 'g', concurrency: 100 }));
  unwrap(await first.close());
  const event = { type: 'happened', data: VALUE } as const;
  return {
    name: OURS,
    note: 'ids, attributes, copies, retries, dead letters; what is published in one turn leaves in one command',
    publish: async () => (await bus.publish('happened', VALUE)).ok,
    publishMany: async (count) => {
      unwrap(await bus.publishMany(Array.from({ length: count }, () => event)));
    },
    consume: async (count) => {
      const before = handled;
      const reader = unwrap(await bus.subscribe('happened', handler, { group: 'g', concurrency: 100 }));
      while (handled < before + count) await turn();
      unwrap(await reader.close());
    },
    close: async () => unwrap(await bus.close()),
  };
}
