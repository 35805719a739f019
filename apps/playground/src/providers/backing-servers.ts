import { ok, type AsyncResult } from '@infra/core';
import { provideRedis, startRedis } from '@tooling/servers';

/** A server that a provider talks to. */
export interface BackingServer {
  /** May hold credentials: not for printing. */
  readonly url: string;
  /** One line for people, without secrets. */
  readonly description: string;
  /** Only where the server is ours: somebody else's is not for us to stop. */
  readonly control?: { kill(): Promise<void>; restart(): Promise<void> };
  close(): Promise<void>;
}

/** The servers that providers need; each is started on first use, and stays for all compositions of this process. */
export interface BackingServers {
  /** Rejects when there is none and none can be had; the message says how to get one. */
  redis(): Promise<BackingServer>;
  /** The server of this kind, if one was needed so far. */
  running(kind: 'redis'): BackingServer | undefined;
  /** Ends what was started here. */
  close(): AsyncResult<void>;
}

/** `redisUrl` is somebody's own Redis, if there is one; else a private one is started. */
export function createBackingServers(redisUrl: string | undefined = process.env['REDIS_URL']): BackingServers {
  let starting: Promise<BackingServer> | undefined;
  let redis: BackingServer | undefined;

  async function obtain(): Promise<BackingServer> {
    if (redisUrl !== undefined && redisUrl !== '') return provideRedis();
    const server = await startRedis();
    return {
      url: server.url,
      description: `${server.description} at ${server.host}:${server.port}`,
      control: { kill: () => server.kill(), restart: () => server.restart() },
      close: () => server.close(),
    };
  }

  return {
    async redis() {
      starting ??= obtain();
      try {
        redis = await starting;
        return redis;
      } catch (error) {
        // The next try may find what has been installed meanwhile.
        starting = undefined;
        throw error;
      }
    },
    running: () => redis,
    async close() {
      await (await starting?.catch(() => undefined))?.close();
      return ok();
    },
  };
}
