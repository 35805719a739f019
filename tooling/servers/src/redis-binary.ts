import { findProgram, type FindOptions, type FoundProgram, type ProgramSource } from './find-program.js';

export type RedisSource = ProgramSource;
/** A redis-server, or valkey-server, that has been run once to see that it runs. */
export type RedisBinary = FoundProgram;
export type FindRedisOptions = FindOptions;

const INSTALL = [
  'Set REDIS_URL to a Redis that runs, or install one:',
  '  Debian, Ubuntu: sudo apt-get install redis-server',
  '  macOS:          brew install redis',
].join('\n');

/**
 * Finds a Redis to run: on PATH, else the cached copy, else one fetched through apt into the cache (Linux, no root
 * needed). Rejects with everything that was tried and how to install one.
 */
export async function findRedisBinary(options: FindRedisOptions = {}): Promise<RedisBinary> {
  if (process.platform === 'win32') throw new Error(`There is no redis-server for Windows.\n${INSTALL}`);
  return findProgram(
    {
      title: 'Redis',
      name: 'redis-server',
      commands: ['redis-server', 'valkey-server'],
      folder: 'redis',
      version: /\bv=(\d[\w.-]*)/,
      packages: ['redis-server', 'redis-tools'],
      usualLibraries: ['libjemalloc2', 'liblzf1', 'libatomic1'],
      install: INSTALL,
    },
    options,
  );
}
