import type { Cluster, Redis } from 'ioredis';

/**
 * A cluster as the client of one server, as which it serves here: it has the same commands, states and events. What it has otherwise
 * (`duplicate`, `options`, no `stream`) is to be asked of `asCluster`.
 */
export function asRedis(client: Redis | Cluster): Redis {
  const either: object = client;
  return either as Redis;
}

/** The cluster that a client is; by what it says, for it may be of another copy of ioredis. */
export function asCluster(client: Redis): Cluster | undefined {
  const either: object = client;
  return client.isCluster ? (either as Cluster) : undefined;
}
