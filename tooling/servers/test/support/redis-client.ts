import { Redis, type RedisOptions } from 'ioredis';

/** A client that tries once and says what happened, instead of trying again behind the test's back. */
export function redisClient(url: string, options: Omit<RedisOptions, 'replyMapping'> = {}): Redis {
  const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null, lazyConnect: true, ...options });
  client.on('error', () => undefined);
  return client;
}
