import { link, rename } from 'node:fs/promises';
import type { InfraError } from '@infra/core';
import type { Context } from './context.js';
import { errnoOf, errors, linkInTheWay, notSynced, tooBusy } from './errors.js';
import { makeFolders, syncFolder } from './folders.js';
import type { Place } from './layout.js';
import { versionAt } from './lookup.js';
import type { Version } from './version.js';

/** How often others may remove the emptied folder before something can be put into it. */
const TRIES = 100;

export interface GiveName {
  /** Only where nothing has the place. The file keeps its old name as well. */
  readonly ifAbsent: boolean;
  readonly operation: string;
  /** The failure when the file itself is not there any more. */
  readonly gone: InfraError;
}

/**
 * Gives a file the place of an object, in one step: whoever looks sees the one content or the other. Gives the version that was replaced.
 */
export async function giveName(
  { layout, isDurable }: Context,
  file: string,
  place: Place,
  { ifAbsent, operation, gone }: GiveName,
): Promise<Version | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const state = await makeFolders(place.folders, isDurable);
      if (state === 'absent' && place.folder === layout.bucket(place.bucket))
        throw errors.noBucket(operation, place.bucket);
      if (state === 'elsewhere') throw linkInTheWay(operation);
      const replaced = await versionAt(place.path);
      await (ifAbsent ? link(file, place.path) : rename(file, place.path));
      return replaced;
    } catch (cause) {
      const errno = errnoOf(cause);
      if (errno === 'EEXIST' && ifAbsent) throw errors.objectExists(operation, place.key);
      // Another process removed a folder that was empty when it looked.
      if (errno !== 'ENOENT') throw cause;
      if ((await versionAt(file)) === undefined) throw gone;
    }
  }
  throw tooBusy(operation);
}

/** Makes sure that a power failure does not undo what took effect. */
export async function syncNames({ isDurable }: Context, folders: readonly string[], operation: string): Promise<void> {
  if (!isDurable) return;
  try {
    await Promise.all([...new Set(folders)].map(syncFolder));
  } catch (cause) {
    throw notSynced(operation, cause);
  }
}
