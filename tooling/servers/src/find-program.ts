import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fetchDebian, libraryFolders, type DebianProgram } from './debian-fetch.js';
import { runCommand } from './run-command.js';

/** Where a program came from. */
export type ProgramSource = 'path' | 'cache' | 'fetched';

/** A program that has been run once to see that it runs. */
export interface FoundProgram {
  readonly file: string;
  /** Such as `7.0.15`. */
  readonly version: string;
  readonly source: ProgramSource;
  /** One line for people. */
  readonly description: string;
  /** The environment it must run with. */
  readonly env: NodeJS.ProcessEnv;
}

/** Where to look; the defaults are those of this process. */
export interface FindOptions {
  /** Default `process.env.PATH`. */
  readonly path?: string;
  /** Default `cacheDirectory()`. */
  readonly cacheDirectory?: string;
  /** Whether to fetch one through apt as the last resort. Default true. */
  readonly fetch?: boolean;
}

/** What to look for, and how one knows it. */
export interface WantedProgram extends DebianProgram {
  /** For people: `Redis`. */
  readonly title: string;
  /** Names on PATH, the best first. */
  readonly commands: readonly string[];
  /** The folder in the cache, before platform and architecture. */
  readonly folder: string;
  /** Its version, in what it prints for `--version`, as the first group. */
  readonly version: RegExp;
  /** How to install one; ends the error. */
  readonly install: string;
}

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
 * Finds a program to run: on PATH, else the cached copy, else one fetched through apt into the cache (Linux, no root
 * needed). Rejects with everything that was tried and how to install one.
 */
export async function findProgram(wanted: WantedProgram, options: FindOptions = {}): Promise<FoundProgram> {
  const tried: string[] = [];
  const path = options.path ?? process.env['PATH'] ?? '';
  for (const name of wanted.commands) {
    for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
      const file = join(folder, name);
      if (!(await executable(file))) continue;
      const version = await versionOf(wanted, file, process.env);
      if (version === undefined) tried.push(`${file}: does not run`);
      else
        return { file, version, source: 'path', description: `${name} ${version} on PATH (${file})`, env: process.env };
    }
  }
  tried.push(`${wanted.commands.join(' and ')} on PATH: none that runs`);

  const cache = options.cacheDirectory ?? (await cacheDirectory());
  const folder = join(cache, `${wanted.folder}-${process.platform}-${process.arch}`);
  const cached = await unpacked(wanted, folder, 'cache', 'from the cache');
  if (cached !== undefined) return cached;
  tried.push(`the cached copy in ${folder}: none that runs`);

  if (options.fetch === false) tried.push('apt without root: switched off');
  else {
    try {
      await fetchDebian(wanted, folder, async (at) => (await unpacked(wanted, at, 'cache', '')) !== undefined);
      const fetched = await unpacked(wanted, folder, 'fetched', 'fetched through apt');
      if (fetched !== undefined) return fetched;
      tried.push(`apt without root: what it put into ${folder} does not run`);
    } catch (error) {
      tried.push(`apt without root: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const list = tried.map((line) => `  - ${line}`).join('\n');
  throw new Error(`No ${wanted.title} to run was found. Tried:\n${list}\n${wanted.install}`);
}

async function unpacked(
  wanted: WantedProgram,
  folder: string,
  source: ProgramSource,
  how: string,
): Promise<FoundProgram | undefined> {
  const file = join(folder, 'usr/bin', wanted.name);
  if (!(await executable(file))) return undefined;
  const libraries = [...(await libraryFolders(folder)), process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
  const version = await versionOf(wanted, file, env);
  if (version === undefined) return undefined;
  return { file, version, source, description: `${wanted.name} ${version} ${how} (${folder})`, env };
}

async function executable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function versionOf(wanted: WantedProgram, file: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const told = await runCommand(file, ['--version'], { env }).catch(() => '');
  return wanted.version.exec(told)?.[1];
}
