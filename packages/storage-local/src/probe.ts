import { randomUUID } from 'node:crypto';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsence } from './folders.js';
import type { NamingKind } from './naming.js';
import { removeFile } from './small-file.js';

/** Which names the file system tells apart, found out with a file that is gone afterwards. */
export async function probeNaming(folder: string): Promise<NamingKind> {
  const name = `probe.${randomUUID()}-`;
  const composed = 'caf\u00e9';
  const path = join(folder, name + composed);
  const handle = await open(path, 'wx');
  await handle.close();
  try {
    const others = [composed.toUpperCase(), composed.normalize('NFD')];
    for (const other of others) if (await exists(join(folder, name + other))) return 'folded';
    return 'exact';
  } finally {
    await removeFile(path);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (cause) {
    if (isAbsence(cause)) return false;
    throw cause;
  }
}
