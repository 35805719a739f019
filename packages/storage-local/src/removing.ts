import { link, lstat, rename } from 'node:fs/promises';
import type { ObjectInfo } from '@infra/core';
import type { Context } from './context.js';
import { errnoOf, errors } from './errors.js';
import { isAbsence, pruneFolders } from './folders.js';
import type { Place } from './layout.js';
import { findObject, findVersion, versionAt } from './lookup.js';
import { giveName, syncNames } from './placing.js';
import { removeSidecar } from './sidecar.js';
import { etagOf, versionOf } from './version.js';
import { removeFile } from './small-file.js';

/** Deletes an object, then the folders that it leaves empty. */
export async function deleteObject(context: Context, place: Place, operation: string): Promise<void> {
  await context.locks([place.path], async () => {
    if ((await findVersion(context, place, operation)) === undefined) return;
    if (await takeAway(context, place)) await tidy(context, place, operation);
  });
}

/** Renamed first: only so is it known which version, and whose metadata, goes. */
async function takeAway({ layout }: Context, { bucket, path }: Place): Promise<boolean> {
  const grave = layout.newTemporary(bucket);
  try {
    await rename(path, grave);
  } catch (cause) {
    // Somebody else has taken it away; unless it is our own folder that is missing.
    if (isAbsence(cause) && (await versionAt(path)) === undefined) return false;
    throw cause;
  }
  const stats = await lstat(grave, { bigint: true });
  if (stats.isFile()) await removeSidecar(layout, bucket, versionOf(stats));
  await removeFile(grave);
  return true;
}

async function tidy(context: Context, place: Place, operation: string): Promise<void> {
  const left = await pruneFolders(place.folders);
  await syncNames(context, [left], operation);
}

/**
 * One rename, which the metadata follows by itself. With `ifAbsent` it is two steps, for which a file system has no one:
 * the object has both keys in between.
 */
export async function moveObject(
  context: Context,
  from: Place,
  to: Place,
  ifAbsent: boolean,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo> {
  const operation = 'move';
  return context.locks([from.path, to.path], async () => {
    const info = await findObject(context, from, operation);
    const gone = errors.noObject(operation, from.key);
    if (info === undefined) throw gone;
    if (signal?.aborted === true) throw errors.cancelled(operation);
    const replaced = await giveName(context, from.path, to, { ifAbsent, operation, gone });
    if (ifAbsent) await unname(context, from);
    if (replaced !== undefined && etagOf(replaced) !== info.etag) {
      await removeSidecar(context.layout, to.bucket, replaced);
    }
    await syncNames(context, [to.folder], operation);
    await tidy(context, from, operation);
    return (await findObject(context, to, operation)) ?? { ...info, key: to.key };
  });
}

/** Takes the old name from a content that has another one by now. */
async function unname({ layout }: Context, { bucket, path }: Place): Promise<void> {
  const grave = layout.newTemporary(bucket);
  await rename(path, grave);
  // With no other name it is a new content, which another process has just written: it gets its place back, unless it was replaced again.
  if ((await lstat(grave)).nlink === 1) {
    await link(grave, path).catch((cause: unknown) => {
      if (errnoOf(cause) !== 'EEXIST') throw cause;
    });
  }
  await removeFile(grave);
}
