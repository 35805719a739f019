import type { Redis, RedisOptions } from 'ioredis';
import { asCluster } from './cluster.js';

/** Where Redis is, as the options of every adapter say it. An adapter that works in a cluster hands that over through `asRedis`. */
export interface RedisTarget {
  readonly url?: string | undefined;
  readonly connection?: Omit<RedisOptions, 'replyMapping'> | undefined;
  readonly client?: Redis | undefined;
}

/** Why these options lead to no Redis; undefined when they do. */
export function targetProblem({ url, connection, client }: RedisTarget): string | undefined {
  if (client === undefined && url === undefined && connection === undefined) {
    return 'Say where Redis is: url, connection, or a client of your own.';
  }
  if (client !== undefined && (url !== undefined || connection !== undefined)) {
    return 'Give either a client or url and connection, not both: a client knows where it connects.';
  }
  if (client !== undefined && keyPrefixOf(client)) {
    return 'The client has a keyPrefix, which Redis does not apply to patterns and scripts. Use namespace instead.';
  }
  return url === undefined ? undefined : urlProblem(url);
}

function keyPrefixOf(client: Redis): string | undefined {
  return client.options.keyPrefix ?? asCluster(client)?.options.redisOptions?.keyPrefix;
}

function urlProblem(url: string): string | undefined {
  // The URL may hold a password: the message shows none of it.
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === 'redis:' || protocol === 'rediss:') return undefined;
  return 'url must be a URL that begins with redis:// or rediss://, such as redis://127.0.0.1:6379.';
}
