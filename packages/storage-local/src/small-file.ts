import { constants } from 'node:fs';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './errors.js';
import { isAbsence, syncFolder } from './folders.js';

/** The content of a small file of our own; undefined where there is none. A symbolic link is none. */
export async function readSmallFile(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (isAbsence(cause) || errnoOf(cause) === 'ELOOP') return undefined;
    throw cause;
  }
}

/** Makes a file that no one has made yet; false where there is one. Its folder is made when it is missing. */
export async function createSmallFile(path: string, text: string, isDurable: boolean): Promise<boolean> {
  try {
    await writeNew(path, text, isDurable);
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === 'EEXIST') return false;
    if (errno !== 'ENOENT') throw cause;
    await mkdir(dirname(path), { recursive: true });
    if (isDurable) await syncFolder(dirname(dirname(path)));
    return createSmallFile(path, text, isDurable);
  }
  if (isDurable) await syncFolder(dirname(path));
  return true;
}

/** Writes a file whole or not at all, by way of a temporary one. */
export async function replaceSmallFile(
  path: string,
  text: string,
  options: { readonly temporary: string; readonly isDurable: boolean; readonly onlyIfAbsent?: boolean },
): Promise<void> {
  const { temporary, isDurable, onlyIfAbsent = false } = options;
  try {
    await writeNew(temporary, text, isDurable);
    if (onlyIfAbsent) await link(temporary, path);
    else await rename(temporary, path);
  } catch (cause) {
    if (!onlyIfAbsent || errnoOf(cause) !== 'EEXIST') throw cause;
  } finally {
    await removeFile(temporary);
  }
  if (isDurable) await syncFolder(dirname(path));
}

/** Removes a file, or a symbolic link itself; one that is not there counts as removed. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if (!isAbsence(cause)) throw cause;
  }
}

async function writeNew(path: string, text: string, isDurable: boolean): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text);
    if (isDurable) await handle.sync();
  } finally {
    await handle.close();
  }
}
