import { ok, type AsyncResult } from '@infra/core';
import { providePostgres, provideRedis, startPostgres, startRedis, startS3 } from '@tooling/servers';
import { describeS3, s3ConnectionIn, type S3Connection } from './s3-connection.js';

/** The servers that the playground can start. */
export type ServerKind = 'redis' | 's3' | 'postgres';

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

export interface S3BackingServer extends BackingServer {
  readonly connection: S3Connection;
}

/** The servers that providers need; each is started on first use, and stays for all compositions of this process. */
export interface BackingServers {
  /** Rejects when there is none and none can be had; the message says how to get one. */
  redis(): Promise<BackingServer>;
  /** As `redis`. */
  s3(): Promise<S3BackingServer>;
  /** As `redis`. */
  postgres(): Promise<BackingServer>;
  /** The server of this kind, if one was needed so far. */
  running(kind: ServerKind): BackingServer | undefined;
  /** Ends what was started here. */
  close(): AsyncResult<void>;
}

/** `env` says where somebody's own servers are, if there are any; else private ones are started. */
export function createBackingServers(env: NodeJS.ProcessEnv = process.env): BackingServers {
  const redis = onFirstUse(() => obtainRedis(env));
  const s3 = onFirstUse(() => obtainS3(env));
  const postgres = onFirstUse(() => obtainPostgres(env));
  return {
    redis: redis.use,
    s3: s3.use,
    postgres: postgres.use,
    running: (kind) => ({ redis, s3, postgres })[kind].current(),
    async close() {
      await Promise.all([redis.close(), s3.close(), postgres.close()]);
      return ok();
    },
  };
}

async function obtainRedis(env: NodeJS.ProcessEnv): Promise<BackingServer> {
  if (env['REDIS_URL']) return provideRedis();
  const server = await startRedis();
  return {
    url: server.url,
    description: `${server.description} at ${server.host}:${server.port}`,
    control: { kill: () => server.kill(), restart: () => server.restart() },
    close: () => server.close(),
  };
}

async function obtainS3(env: NodeJS.ProcessEnv): Promise<S3BackingServer> {
  const own = s3ConnectionIn(env);
  if (own !== undefined) {
    return { url: own.endpoint ?? '', connection: own, description: describeS3(own), close: async () => undefined };
  }
  const server = await startS3();
  const { endpoint, region, credentials } = server;
  return {
    url: endpoint,
    connection: { endpoint, region, credentials, bucket: 'playground' },
    description: `${server.description} at ${server.host}:${server.port}`,
    control: { kill: () => server.kill(), restart: () => server.restart() },
    close: () => server.close(),
  };
}

async function obtainPostgres(env: NodeJS.ProcessEnv): Promise<BackingServer> {
  if (env['DATABASE_URL']) return providePostgres();
  const server = await startPostgres();
  return {
    url: server.url,
    description: server.description,
    control: { kill: () => server.kill(), restart: () => server.restart() },
    close: () => server.close(),
  };
}

interface OnFirstUse<T> {
  use(): Promise<T>;
  current(): T | undefined;
  close(): Promise<void>;
}

function onFirstUse<T extends BackingServer>(obtain: () => Promise<T>): OnFirstUse<T> {
  let starting: Promise<T> | undefined;
  let server: T | undefined;
  return {
    async use() {
      starting ??= obtain();
      try {
        server = await starting;
        return server;
      } catch (error) {
        // The next try may find what has been installed meanwhile.
        starting = undefined;
        throw error;
      }
    },
    current: () => server,
    async close() {
      await (await starting?.catch(() => undefined))?.close();
    },
  };
}
