import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram, type FindOptions, type FoundProgram } from './find-program.js';

/** A prometheus, and the promtool that is beside it. */
export interface PrometheusBinary extends FoundProgram {
  readonly promtool: string;
}

const INSTALL = [
  'Install one:',
  '  Debian, Ubuntu: sudo apt-get install prometheus',
  '  macOS:          brew install prometheus',
].join('\n');

/** Finds a Prometheus as `findRedisBinary` finds a Redis: on PATH, in the cache, else through apt (about 4 s, 20 MB, once). */
export async function findPrometheusBinary(options: FindOptions = {}): Promise<PrometheusBinary> {
  const found = await findProgram(
    {
      title: 'Prometheus',
      name: 'prometheus',
      commands: ['prometheus'],
      folder: 'prometheus',
      version: /^prometheus, version (\d\S*)/m,
      packages: ['prometheus'],
      // Written in Go: it links the C library alone.
      usualLibraries: [],
      install: INSTALL,
    },
    options,
  );
  const promtool = join(dirname(found.file), 'promtool');
  await access(promtool).catch((cause: unknown) => {
    throw new Error(`There is no promtool beside ${found.file}.\n${INSTALL}`, { cause });
  });
  return { ...found, promtool };
}
