import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { ManagedServer } from './managed-server.js';
import { findRedisBinary, type FindRedisOptions, type RedisBinary, type RedisSource } from './redis-binary.js';
import { ping } from './redis-probe.js';

/** TLS material; each is a PEM text or the path of a file that holds one. */
export interface TlsFiles {
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** What differs from a plain, private Redis. */
export interface StartRedisOptions {
  /** More arguments for the server, after its own, such as `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
  /** Serve TLS, and only TLS, with this material. Clients need no certificate. */
  readonly tls?: TlsFiles;
  /** Where to look for the binary. */
  readonly binary?: FindRedisOptions;
}

/** A private Redis process on 127.0.0.1. It never outlives the process that started it, however that ends. */
export interface RedisServer {
  /** `redis://` or, with TLS, `rediss://`; without credentials. The same through every restart. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The process id; another one after `restart()`. */
  readonly pid: number;
  readonly source: RedisSource;
  /** One line for people, such as `redis-server 7.0.15 on PATH (/usr/bin/redis-server)`. */
  readonly description: string;
  /** Ends it as a crash would (SIGKILL) and waits until it is gone. Works on a paused one. */
  kill(): Promise<void>;
  /** Kills it if it runs, starts it on the same port with the same files, and waits until it answers. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing is answered. Throws when it does not run. */
  pause(): void;
  /** SIGCONT: what has arrived meanwhile is answered. Throws when it does not run. */
  resume(): void;
  /** Ends it and removes its files. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts a private Redis without persistence on a free loopback port; resolves once it has answered a PING.
 * It keeps no event loop alive, so that a process ends by itself even when `close()` is forgotten.
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<RedisServer> {
  const binary = await findRedisBinary(options.binary);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = await prepare(binary, port, options);
    try {
      await server.start();
      return describe(server, binary, port, options);
    } catch (error) {
      await server.close();
      // Between finding the port and binding it another process may have taken it.
      const taken = error instanceof Error && /address already in use/i.test(error.message);
      if (!taken || attempt === 3) throw error;
    }
  }
}

async function prepare(binary: RedisBinary, port: number, options: StartRedisOptions): Promise<ManagedServer> {
  const directory = await mkdtemp(join(tmpdir(), 'infra-redis-'));
  const tls = options.tls === undefined ? [] : await tlsArguments(options.tls, port, directory);
  const own = ['--bind', HOST, '--port', tls.length > 0 ? '0' : `${port}`, '--save', '', '--appendonly', 'no'];
  return new ManagedServer({
    name: 'redis-server',
    file: binary.file,
    args: [...own, '--dir', directory, ...tls, ...(options.args ?? [])],
    env: binary.env,
    directory,
    endSignal: 'SIGKILL',
    ready: async () => {
      const target = { host: HOST, port, ...(tls.length > 0 ? { tls: { trustAnyone: true } } : {}) };
      const answer = await ping(target, 1_000);
      // One that asks for a password is up; only its owner knows the password.
      return answer === '+PONG' || answer.startsWith('-NOAUTH');
    },
  });
}

async function tlsArguments(files: TlsFiles, port: number, directory: string): Promise<string[]> {
  const path = async (material: string, name: string): Promise<string> => {
    if (!material.includes('-----BEGIN')) return material;
    const file = join(directory, name);
    await writeFile(file, material, { mode: 0o600 });
    return file;
  };
  return [
    ...['--tls-port', `${port}`, '--tls-auth-clients', 'no'],
    ...['--tls-ca-cert-file', await path(files.ca, 'ca.pem')],
    ...['--tls-key-file', await path(files.key, 'key.pem')],
    ...['--tls-cert-file', await path(files.cert, 'cert.pem')],
  ];
}

function describe(server: ManagedServer, binary: RedisBinary, port: number, options: StartRedisOptions): RedisServer {
  return {
    url: `${options.tls === undefined ? 'redis' : 'rediss'}://${HOST}:${port}`,
    host: HOST,
    port,
    get pid() {
      return server.pid;
    },
    source: binary.source,
    description: binary.description,
    kill: () => server.kill(),
    restart: () => server.restart(),
    pause: () => server.suspend('SIGSTOP'),
    resume: () => server.suspend('SIGCONT'),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
