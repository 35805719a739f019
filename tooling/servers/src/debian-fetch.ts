import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.js';

/** A program of Debian and Ubuntu. */
export interface DebianProgram {
  readonly name: string;
  readonly packages: readonly string[];
  /** What it links beyond a bare image: fetched when apt cannot tell what is missing here. None: it links nothing. */
  readonly usualLibraries: readonly string[];
}

/**
 * Downloads a program of Debian without root and unpacks it as the folder `target`. Takes 2 to 4 seconds.
 * Two processes may do so at once: each unpacks on its own and the folder appears in one step, complete.
 */
export async function fetchDebian(
  program: DebianProgram,
  target: string,
  usable: (folder: string) => Promise<boolean>,
): Promise<void> {
  if (process.platform !== 'linux') throw new Error('apt is there on Linux only');
  const parent = join(target, '..');
  await mkdir(parent, { recursive: true });
  // Beside the target, because a rename is atomic within one file system only.
  const work = await mkdtemp(join(parent, '.fetch-'));
  try {
    await download(program, work);
    const unpacked = join(work, 'root');
    for (const file of await readdir(work)) {
      if (file.endsWith('.deb')) await runCommand('dpkg-deb', ['-x', file, unpacked], { cwd: work });
    }
    if (!(await usable(unpacked))) {
      throw new Error(`the fetched ${program.name} does not run: ${await missing(program, unpacked)}`);
    }
    await putInPlace(unpacked, target, usable, join(work, 'replaced'));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download({ packages: wanted, usualLibraries }: DebianProgram, work: string): Promise<void> {
  const lists = join(work, 'lists');
  const cache = join(work, 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const settings = {
    'Dir::State::Lists': lists,
    'Dir::Cache': cache,
    'Debug::NoLocking': '1',
    'Acquire::Languages': 'none',
    // As root, apt would become a user who may not write here.
    'APT::Sandbox::User': 'root',
  };
  const options = ['-qq', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  const apt = (timeoutMs: number, ...args: string[]) =>
    runCommand('apt-get', [...options, ...args], { cwd: work, timeoutMs });

  await apt(60_000, 'update');
  if (usualLibraries.length === 0) {
    await apt(60_000, 'download', ...wanted);
    return;
  }
  const simulated = await apt(20_000, '--simulate', '--no-install-recommends', 'install', ...wanted).catch(() => '');
  const needed = [...simulated.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  // A C library beside the system's own loader would not run; it is there anyway, since Node runs.
  const libraries = needed.filter((name) => name.startsWith('lib') && !/^libc(6|-bin)/.test(name));
  const packages = new Set([...wanted, ...(needed.length === 0 ? usualLibraries : libraries)]);
  await apt(60_000, 'download', ...packages);
}

async function putInPlace(
  unpacked: string,
  target: string,
  usable: (folder: string) => Promise<boolean>,
  aside: string,
): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      return await rename(unpacked, target);
    } catch (error) {
      // The folder is there already: another process was faster, or what lies there is broken and makes way.
      if (await usable(target)) return;
      if (attempt === 2) throw error;
      await rename(target, `${aside}-${attempt}`).catch(() => undefined);
    }
  }
}

async function missing({ name: program }: DebianProgram, folder: string): Promise<string> {
  const told = await runCommand('ldd', [join(folder, 'usr/bin', program)], {
    env: { ...process.env, LD_LIBRARY_PATH: (await libraryFolders(folder)).join(':') },
  }).catch(() => '');
  const names = [...told.matchAll(/(\S+) => not found/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return names.length === 0 ? 'the reason is unknown' : `libraries are missing: ${names.join(', ')}`;
}

/** The library folders of an unpacked Debian package, for `LD_LIBRARY_PATH`. */
export async function libraryFolders(folder: string): Promise<string[]> {
  const folders: string[] = [];
  for (const base of ['usr/lib', 'lib']) {
    const entries = await readdir(join(folder, base), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && entry.name.includes('-linux-')) folders.push(join(folder, base, entry.name));
    }
  }
  return folders;
}
