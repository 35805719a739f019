import { open, type FileHandle } from 'node:fs/promises';
import type { ObjectInfo } from '@infra/core';
import type { ObjectHead, ObjectSource } from '@internal/storage-rules';
import type { Context } from './context.js';
import { errors, tooBusy } from './errors.js';
import type { Place } from './layout.js';
import { demandBucket, infoOf, openObject, versionAt } from './lookup.js';
import { giveName, syncNames } from './placing.js';
import { chunksOf } from './reading.js';
import { createSidecar, removeSidecar } from './sidecar.js';
import { secondsOf, versionOf, type Version } from './version.js';
import { removeFile } from './small-file.js';

/** How often others may file the same time for a content of the same size. */
const TRIES = 100;

interface Write {
  readonly operation: string;
  readonly place: Place;
  readonly head: ObjectHead;
  readonly ifAbsent: boolean;
  readonly signal: AbortSignal | undefined;
  /** Writes the content. When it throws, nothing is stored. */
  readonly fill: (handle: FileHandle) => Promise<void>;
}

export function putObject(
  context: Context,
  source: ObjectSource,
  write: Omit<Write, 'fill' | 'operation'>,
): Promise<ObjectInfo> {
  async function fill(handle: FileHandle): Promise<void> {
    // A body in memory was checked as a whole: it needs no walk through the chunks.
    for await (const chunk of source.bytes === undefined ? source.chunks() : [source.bytes]) {
      await handle.writeFile(chunk);
      if (chunk.byteLength > 0) source.progress(chunk.byteLength);
    }
  }
  return writeObject(context, { ...write, operation: 'put', fill });
}

export async function copyObject(
  context: Context,
  from: Place,
  write: Omit<Write, 'fill' | 'operation' | 'head'>,
): Promise<ObjectInfo> {
  const opened = await openObject(context, from, 'copy');
  if (opened === undefined) throw errors.noObject('copy', from.key);
  try {
    const { size } = opened.version;
    const fill = async (handle: FileHandle): Promise<void> => {
      for await (const chunk of chunksOf(opened.handle, { start: 0, end: size })) {
        if (write.signal?.aborted === true) throw errors.cancelled('copy');
        await handle.writeFile(chunk);
      }
      const { size: copied } = await handle.stat();
      if (copied !== size) throw errors.wrongSize('copy', size, copied);
    };
    return await writeObject(context, { ...write, head: opened.head, operation: 'copy', fill });
  } finally {
    await opened.handle.close();
  }
}

/** The content into a temporary file, the metadata beside it, then the name: the one step by which the object changes. */
async function writeObject(context: Context, write: Write): Promise<ObjectInfo> {
  const { layout } = context;
  const { operation, place, ifAbsent } = write;
  await demandBucket(context, place.bucket, operation);
  // Known in time, it spares the transfer. Who is first is decided when the content gets its name.
  if (ifAbsent && (await versionAt(place.path)) !== undefined) throw errors.objectExists(operation, place.key);
  const temporary = layout.newTemporary(place.bucket);
  const handle = await open(temporary, 'wx');
  let unnamed: Version | undefined;
  let isRenamed = false;
  try {
    await write.fill(handle);
    const version = await fileVersion(context, handle, write);
    unnamed = version;
    if (write.signal?.aborted === true) throw errors.cancelled(operation);
    await context.locks([place.path], async () => {
      const replaced = await giveName(context, temporary, place, { ifAbsent, operation, gone: tooBusy(operation) });
      unnamed = undefined;
      isRenamed = !ifAbsent;
      await syncNames(context, [place.folder], operation);
      if (replaced !== undefined) await removeSidecar(layout, place.bucket, replaced);
    });
    // Another process that replaced this version before it could see it has left the metadata to us.
    const { nlink } = await handle.stat();
    if (nlink === 0) await removeSidecar(layout, place.bucket, version);
    return infoOf(place.key, version, write.head);
  } finally {
    if (unnamed !== undefined) await removeSidecar(layout, place.bucket, unnamed);
    await handle.close();
    if (!isRenamed) await removeFile(temporary);
  }
}

/** Gives the content the time by which it is known, files its metadata, and brings both to the disk. */
async function fileVersion(context: Context, handle: FileHandle, { place, head, operation }: Write): Promise<Version> {
  const { layout, isDurable, stamps } = context;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const time = secondsOf(stamps());
    await handle.utimes(time, time);
    const version = versionOf(await handle.stat({ bigint: true }));
    const [isFiled, synced] = await Promise.allSettled([
      createSidecar(layout, place.bucket, version, head, isDurable),
      isDurable ? handle.sync() : undefined,
    ]);
    if (isFiled.status === 'rejected') throw isFiled.reason;
    if (!isFiled.value) continue;
    if (synced.status === 'fulfilled') return version;
    await removeSidecar(layout, place.bucket, version);
    throw synced.reason;
  }
  throw tooBusy(operation);
}
