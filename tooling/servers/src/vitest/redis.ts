import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import './provided-context.js';

/** A part of the run's shared Redis that belongs to one test file. */
export interface TestRedis {
  /** With credentials, if `REDIS_URL` has some. */
  readonly url: string;
  /** Unique for every call, ends with a colon and has no characters that are special in a key pattern. */
  readonly prefix: string;
  /** Deletes every key under the prefix, over a connection that exists only meanwhile. */
  cleanUp(): Promise<void>;
}

/** Opens a namespace of its own in the shared Redis; call it once per test file. Needs the project's globalSetup. */
export function testRedis(): TestRedis {
  const url = inject('redisUrl');
  if (url === undefined) throw new Error('No redisUrl: add @tooling/servers’ global-setup.ts to this vitest project');
  const prefix = `test:${randomUUID()}:`;
  return { url, prefix, cleanUp: () => deleteKeys(url, prefix) };
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // ioredis reports a lost connection here as well as through the command that waits for it.
  client.on('error', () => undefined);
  try {
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1000);
      if (keys.length > 0) await client.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  } finally {
    client.disconnect();
  }
}
