import { unwrap, type RateLimiter } from '@infra/core';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';
import { createRedisRateLimiter } from '@infra/ratelimit-redis';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { fileURLToPath } from 'node:url';
import { versioned } from '../harness/resolved.js';

/** So much that nobody is denied while it is timed: a denial costs others an exception. */
const LIMIT = 1_000_000_000;
const WINDOW_MS = 1_000_000;

export const OURS = 'ours';
export const FLEXIBLE = 'rate-limiter-flexible';

/** A rate limiter, as its users call it. */
export interface RateLimitContestant {
  readonly name: string;
  readonly note: string;
  readonly consume: (key: string) => Promise<unknown>;
  /** Whether what `consume` answers lets the call go ahead. */
  readonly allowed: (answer: unknown) => boolean;
  readonly close: () => Promise<unknown>;
}

function ours(limiter: RateLimiter, note: string, close: () => Promise<unknown>): RateLimitContestant {
  return {
    name: OURS,
    note,
    consume: (key) => limiter.consume(key),
    allowed: (answer) => {
      const decision = unwrap(answer as Awaited<ReturnType<RateLimiter['consume']>>);
      return decision.allowed && decision.unverified === undefined;
    },
    close,
  };
}

/** Throws what is no permission, so that whatever it answers is one. */
function flexible(limiter: RateLimiterAbstract, note: string, close: () => Promise<unknown>): RateLimitContestant {
  return { name: FLEXIBLE, note, consume: (key) => limiter.consume(key), allowed: () => true, close };
}

export function memoryRateLimiters(): readonly RateLimitContestant[] {
  const limiter = createMemoryRateLimiter({ limit: LIMIT, windowMs: WINDOW_MS });
  const library = new RateLimiterMemory({ points: LIMIT, duration: WINDOW_MS / 1_000 });
  const own = ours(limiter, 'a token bucket', async () => unwrap(await limiter.close()));
  return [flexible(library, `${versioned(FLEXIBLE)}; a fixed window`, async () => undefined), own];
}

/** All on the same major of ioredis, as ours brings it: what the SDK costs is nobody's doing. */
export async function redisRateLimiters(url: string): Promise<readonly RateLimitContestant[]> {
  const limiter = createRedisRateLimiter({ url, limit: LIMIT, windowMs: WINDOW_MS, whenUnavailable: 'fail' });
  const client = limiter.native.duplicate();
  await client.connect();
  const shared = createRedisRateLimiter({ client, limit: LIMIT, windowMs: WINDOW_MS, whenUnavailable: 'fail' });
  const storeClient = limiter.native.duplicate();
  await storeClient.connect();
  const library = new RateLimiterRedis({ storeClient, points: LIMIT, duration: WINDOW_MS / 1_000 });
  const older = new Redis(url);
  const olderLibrary = new RateLimiterRedis({ storeClient: older, points: LIMIT, duration: WINDOW_MS / 1_000 });
  const own = versioned('ioredis', fileURLToPath(import.meta.resolve('@infra/ratelimit-redis')));
  const pinger = limiter.native.duplicate();
  await pinger.connect();
  const quit = (redis: { readonly quit: () => Promise<unknown> }) => () => redis.quit();
  return [
    flexible(library, `${versioned(FLEXIBLE)} on ${own}; a fixed window`, quit(storeClient)),
    {
      ...flexible(olderLibrary, `the same on ${versioned('ioredis')}`, quit(older)),
      name: `${FLEXIBLE}, ioredis 5`,
    },
    ours(limiter, `${own}; GCRA`, async () => unwrap(await limiter.close())),
    {
      ...ours(shared, 'with a client that it was given', async () => {
        unwrap(await shared.close());
        await client.quit();
      }),
      name: `${OURS}, given a client`,
    },
    {
      name: 'PING',
      note: `${own}: what a round trip costs`,
      consume: () => pinger.ping(),
      allowed: (answer) => answer === 'PONG',
      close: quit(pinger),
    },
  ];
}
