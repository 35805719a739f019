import { Redis } from 'ioredis';
import type { RedisTarget } from './target.js';

/** The wait before a connection is made again: at most half a second, so that recovery takes less than one. */
export const RECONNECT_MAX_MS = 500;

/** A client with none of the SDK's own waiting: it connects when it is told to, and its commands fail rather than wait. */
export function createClient(options: RedisTarget & { readonly timeoutMs: number }): Redis {
  const settings = {
    ...options.connection,
    lazyConnect: true,
    // Waiting is bounded here, once for all; what waited in the SDK's own queues would still be sent after its deadline.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Without it ioredis 5 may take a connection for ready that was cut while it was set up, and never make another.
    enableReadyCheck: true,
    connectTimeout: options.timeoutMs,
    // Half of the wait is jitter: clients that were cut off together do not come back together.
    retryStrategy: (attempt: number) => Math.min(RECONNECT_MAX_MS, 50 * 2 ** attempt) * (0.5 + Math.random() / 2),
  };
  return options.url === undefined ? new Redis(settings) : new Redis(options.url, settings);
}
