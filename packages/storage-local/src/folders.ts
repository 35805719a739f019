import { lstat, mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { errnoOf } from './errors.js';

/** `elsewhere`: by way of a symbolic link. */
export type FolderState = 'there' | 'absent' | 'elsewhere';

/** Whether a path is a folder by itself. What only a symbolic link makes one is not. */
export async function folderState(path: string): Promise<FolderState> {
  try {
    return (await realpath(path)) === path ? 'there' : 'elsewhere';
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return 'absent';
    if (errno === 'ELOOP') return 'elsewhere';
    throw cause;
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (cause) {
    if (isAbsence(cause)) return false;
    throw cause;
  }
}

/** Nothing has the path: it, or a folder on the way to it, is not there. */
export function isAbsence(cause: unknown): boolean {
  const errno = errnoOf(cause);
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}

/**
 * Makes the folders that are missing, given outermost first; the first one is never made. Its state, when it is the trouble.
 * Each is made only in one that is no symbolic link.
 */
export async function makeFolders(folders: readonly string[], isDurable: boolean): Promise<FolderState> {
  let deepest = folders.length - 1;
  for (; deepest >= 0; deepest -= 1) {
    const state = await folderState(folders[deepest] ?? '');
    if (state === 'elsewhere') return state;
    if (state === 'there') break;
  }
  if (deepest < 0) return 'absent';
  if (deepest === folders.length - 1) return 'there';
  for (const folder of folders.slice(deepest + 1)) {
    await mkdir(folder).catch((cause: unknown) => {
      if (errnoOf(cause) !== 'EEXIST') throw cause;
    });
  }
  if (isDurable) await Promise.all(folders.slice(deepest, -1).map(syncFolder));
  return folderState(folders.at(-1) ?? '');
}

/**
 * Removes folders that are empty, given outermost first, from the innermost on; the first one always stays. A writer that is about to
 * use one of them finds it missing, and makes it again. Gives the innermost that stays.
 */
export async function pruneFolders(folders: readonly string[]): Promise<string> {
  let last = folders.length - 1;
  for (; last > 0; last -= 1) {
    try {
      await rmdir(folders[last] ?? '');
    } catch (cause) {
      if (!isAbsence(cause)) break;
    }
  }
  return folders[Math.max(last, 0)] ?? '';
}

/** After it, what was made, renamed or removed in the folder outlives a power failure. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and writes its entries by itself.
  if (process.platform === 'win32') return;
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    // Removed meanwhile: there is nothing left that could be lost.
    if (!isAbsence(cause)) throw cause;
  }
}
