import type { Cluster, ClusterOptions, CommonRedisOptions, Redis } from 'ioredis';

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

/** What a copy has otherwise. What neither says is as the client has it. */
export interface CopyOptions {
  /** Of the client, whichever it is. */
  readonly client: Pick<ClusterOptions & CommonRedisOptions, 'lazyConnect' | 'enableOfflineQueue'>;
  /** Of each connection. */
  readonly connections: Pick<CommonRedisOptions, 'maxRetriesPerRequest' | 'autoResendUnfulfilledCommands'>;
  /** Whether it connects again by itself. Default: as the client does. */
  readonly reconnects?: false;
}

/** A client of its own with the options of another, or of a cluster. Its replies are in a cluster as the server gives them. */
export function copyOf(client: Redis, { client: own, connections, reconnects }: CopyOptions): Redis {
  const cluster = asCluster(client);
  if (cluster === undefined) {
    return client.duplicate({ ...own, ...connections, ...(reconnects === false && { retryStrategy: null }) });
  }
  // ioredis 5 does not merge the options of the connections itself.
  const { replyMapping: _, ...theirs } = cluster.options.redisOptions ?? {};
  return asRedis(
    cluster.duplicate([], {
      ...own,
      // It asks any node, and one that is stopped would hold up the copy for as long.
      enableReadyCheck: false,
      redisOptions: { ...theirs, ...connections },
      ...(reconnects === false && { clusterRetryStrategy: () => null }),
    }),
  );
}
