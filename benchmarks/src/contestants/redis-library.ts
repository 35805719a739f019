import { fileURLToPath } from 'node:url';
import { createRedisCache } from '@infra/cache-redis';
import { unwrap } from '@infra/core';
import { Redis } from 'ioredis';
import { versioned } from '../harness/resolved.js';
import type { RedisContestant } from './redis-caches.js';
import { HOUR_MS, VALUE } from './values.js';

/** What every contestant is compared with. */
export const BASELINE = 'ioredis 5 + JSON';

/** The major that ours was developed with: what it costs by itself is not ours. */
export const NEWER = 'ioredis 6 + JSON';

/** The commands that the bench needs: two majors of ioredis have two `Redis` types. */
interface Commands {
  readonly get: (key: string) => Promise<string | null>;
  readonly set: (key: string, value: string, unit: 'PX', ttlMs: number) => Promise<unknown>;
  readonly mget: (keys: string[]) => Promise<(string | null)[]>;
  readonly disconnect: () => void;
}

function parse(text: string | null): unknown {
  return text === null ? undefined : (JSON.parse(text) as unknown);
}

/** What a program without a cache library writes. */
function bare(name: string, note: string, redis: Commands): RedisContestant {
  const set = (key: string): Promise<unknown> => redis.set(key, JSON.stringify(VALUE), 'PX', HOUR_MS);
  return {
    name,
    note,
    set,
    get: async (key) => parse(await redis.get(key)),
    getOrSet: async (key) => {
      const found = parse(await redis.get(key));
      if (found !== undefined) return found;
      await set(key);
      return VALUE;
    },
    getMany: async (keys) => (await redis.mget([...keys])).map(parse),
    one: (answer) => answer,
    many: (answer) => answer as readonly unknown[],
    close: async () => redis.disconnect(),
  };
}

/** The library without a cache around it: the major that most people have, with its own batching, and the major that ours has. */
export async function redisLibrary(url: string): Promise<readonly RedisContestant[]> {
  const own = versioned('ioredis', fileURLToPath(import.meta.resolve('@infra/cache-redis')));
  // Its client brings the major that cache-redis was developed with, which this workspace does not depend on.
  const cache = createRedisCache({ url });
  const newer = cache.native.duplicate();
  await newer.connect();
  unwrap(await cache.close());
  return [
    bare(BASELINE, versioned('ioredis'), new Redis(url)),
    bare('ioredis 5 + JSON, autopipelining', '`enableAutoPipelining`', new Redis(url, { enableAutoPipelining: true })),
    bare(NEWER, `${own}, with the options of ours`, newer),
  ];
}
