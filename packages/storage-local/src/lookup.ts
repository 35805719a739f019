import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import type { ObjectInfo } from '@infra/core';
import { contentTypeOf, type ObjectHead } from '@internal/storage-rules';
import type { Context } from './context.js';
import { errnoOf, errors, tooBusy } from './errors.js';
import { folderState, isAbsence, isFolder } from './folders.js';
import type { Place } from './layout.js';
import { readSidecar } from './sidecar.js';
import { etagOf, isSameVersion, lastModifiedOf, versionOf, type Version } from './version.js';

/** How often others may change an object while its content and metadata are brought together. */
const TRIES = 1_000;

export function infoOf(key: string, version: Version, head: ObjectHead): ObjectInfo {
  return {
    key,
    size: version.size,
    etag: etagOf(version),
    lastModified: lastModifiedOf(version),
    contentType: head.contentType,
    ...(head.cacheControl === undefined ? undefined : { cacheControl: head.cacheControl }),
    metadata: head.metadata,
    ...(head.sha256 === undefined ? undefined : { sha256: head.sha256 }),
  };
}

/** Fails with `not_found` where there is no bucket. */
export async function demandBucket({ layout }: Context, bucket: string, operation: string): Promise<void> {
  if (!(await isFolder(layout.bucket(bucket)))) throw errors.noBucket(operation, bucket);
}

/** The version that has the place now; undefined where there is no object. A symbolic link is none. */
export async function versionAt(path: string): Promise<Version | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    return stats.isFile() ? versionOf(stats) : undefined;
  } catch (cause) {
    if (isAbsence(cause)) return undefined;
    throw cause;
  }
}

/** As `versionAt`, but not by way of a link in any folder, and with `not_found` for a missing bucket. */
export async function findVersion(context: Context, place: Place, operation: string): Promise<Version | undefined> {
  if ((await folderState(place.folder)) === 'there') return versionAt(place.path);
  await demandBucket(context, place.bucket, operation);
  return undefined;
}

/** What is filed for a version, or derived from the key; undefined when the place has got another version meanwhile. */
export async function headAt({ layout }: Context, place: Place, version: Version): Promise<ObjectHead | undefined> {
  const sidecar = await readSidecar(layout, place.bucket, version);
  if (sidecar?.inode === version.inode) return sidecar.head;
  // Not filed for this file: either nobody filed anything, or the version has just been replaced, and its metadata with it.
  const current = await versionAt(place.path);
  if (current === undefined || !isSameVersion(current, version)) return undefined;
  return (
    sidecar?.head ?? { contentType: contentTypeOf(place.key), cacheControl: undefined, metadata: {}, sha256: undefined }
  );
}

export async function findObject(context: Context, place: Place, operation: string): Promise<ObjectInfo | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const version = await findVersion(context, place, operation);
    if (version === undefined) return undefined;
    const head = await headAt(context, place, version);
    if (head !== undefined) return infoOf(place.key, version, head);
  }
  throw tooBusy(operation);
}

/** An object that is open: whatever happens to its place, the handle reads this version. */
export interface OpenObject {
  readonly handle: FileHandle;
  readonly version: Version;
  readonly head: ObjectHead;
}

/** Opens what has the place now. The caller closes the handle. */
export async function openObject(context: Context, place: Place, operation: string): Promise<OpenObject | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if ((await findVersion(context, place, operation)) === undefined) return undefined;
    const handle = await openFile(place.path);
    if (handle === undefined) continue;
    try {
      const stats = await handle.stat({ bigint: true });
      const version = versionOf(stats);
      const head = stats.isFile() ? await headAt(context, place, version) : undefined;
      if (head !== undefined) return { handle, version, head };
    } catch (cause) {
      await handle.close();
      throw cause;
    }
    await handle.close();
  }
  throw tooBusy(operation);
}

/** Not through a link, and without waiting for whoever should write into a pipe. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if (isAbsence(cause) || errnoOf(cause) === 'ELOOP') return undefined;
    throw cause;
  }
}
