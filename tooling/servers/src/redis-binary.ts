import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fetchRedis, libraryFolders } from './redis-fetch.js';
import { runCommand } from './run-command.js';

/** Where a server came from. */
export type RedisSource = 'path' | 'cache' | 'fetched';

/** A redis-server, or valkey-server, that has been run once to see that it runs. */
export interface RedisBinary {
  readonly file: string;
  /** Such as `7.0.15`. */
  readonly version: string;
  readonly source: RedisSource;
  /** One line for people. */
  readonly description: string;
  /** The environment it must run with. */
  readonly env: NodeJS.ProcessEnv;
}

/** Where to look; the defaults are those of this process. */
export interface FindRedisOptions {
  /** Default `process.env.PATH`. */
  readonly path?: string;
  /** Default `cacheDirectory()`. */
  readonly cacheDirectory?: string;
  /** Whether to fetch one through apt as the last resort. Default true. */
  readonly fetch?: boolean;
}

const INSTALL = [
  'Set REDIS_URL to a Redis that runs, or install one:',
  '  Debian, Ubuntu: sudo apt-get install redis-server',
  '  macOS:          brew install redis',
].join('\n');

/** The folder that keeps fetched servers: `infra-servers` in `$XDG_CACHE_HOME`, else `~/.cache`, else the temp folder. */
export async function cacheDirectory(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const configured = env['XDG_CACHE_HOME'];
  if (configured !== undefined && configured !== '') return join(configured, 'infra-servers');
  const home = homedir();
  const writable = await access(home, constants.W_OK).then(
    () => home !== '/',
    () => false,
  );
  // Others can write to the temp folder too: the name tells the users of one machine apart.
  return writable ? join(home, '.cache/infra-servers') : join(tmpdir(), `infra-servers-${process.getuid?.() ?? 0}`);
}

/**
 * Finds a Redis to run: on PATH, else the cached copy, else one fetched through apt into the cache (Linux, no root
 * needed). Rejects with everything that was tried and how to install one.
 */
export async function findRedisBinary(options: FindRedisOptions = {}): Promise<RedisBinary> {
  if (process.platform === 'win32') throw new Error(`There is no redis-server for Windows.\n${INSTALL}`);
  const tried: string[] = [];
  const path = options.path ?? process.env['PATH'] ?? '';
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
      const file = join(folder, name);
      if (!(await executable(file))) continue;
      const version = await versionOf(file, process.env);
      if (version === undefined) tried.push(`${file}: does not run`);
      else
        return { file, version, source: 'path', description: `${name} ${version} on PATH (${file})`, env: process.env };
    }
  }
  tried.push('redis-server and valkey-server on PATH: none that runs');

  const folder = join(options.cacheDirectory ?? (await cacheDirectory()), `redis-${process.platform}-${process.arch}`);
  const cached = await unpacked(folder, 'cache', 'from the cache');
  if (cached !== undefined) return cached;
  tried.push(`the cached copy in ${folder}: none that runs`);

  if (options.fetch === false) tried.push('apt without root: switched off');
  else {
    try {
      await fetchRedis(folder, async (candidate) => (await unpacked(candidate, 'cache', '')) !== undefined);
      const fetched = await unpacked(folder, 'fetched', 'fetched through apt');
      if (fetched !== undefined) return fetched;
      tried.push(`apt without root: what it put into ${folder} does not run`);
    } catch (error) {
      tried.push(`apt without root: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`No Redis to run was found. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}\n${INSTALL}`);
}

async function unpacked(folder: string, source: RedisSource, how: string): Promise<RedisBinary | undefined> {
  const link = join(folder, 'usr/bin/redis-server');
  if (!(await executable(link))) return undefined;
  const libraries = [...(await libraryFolders(folder)), process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
  const version = await versionOf(link, env);
  if (version === undefined) return undefined;
  return { file: link, version, source, description: `redis-server ${version} ${how} (${folder})`, env };
}

async function executable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function versionOf(file: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const told = await runCommand(file, ['--version'], { env }).catch(() => '');
  return /\bv=(\d[\w.-]*)/.exec(told)?.[1];
}
