import { lstat, mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket, BucketAccess, BucketInfo } from '@infra/core';
import { bucketNameProblem } from '@internal/storage-rules';
import type { Context } from './context.js';
import { errnoOf, errors } from './errors.js';
import { isAbsence, syncFolder } from './folders.js';
import { demandBucket } from './lookup.js';
import { readSmallFile, removeFile, replaceSmallFile } from './small-file.js';
import { Walk } from './walking.js';

/** A folder in the root is a bucket. What a folder cannot say is recorded aside; without a record it is private. */
export async function statBucket({ layout }: Context, name: string): Promise<BucketInfo | undefined> {
  const folder = layout.bucket(name);
  const stats = await lstat(folder).catch((cause: unknown) => {
    if (isAbsence(cause)) return undefined;
    throw cause;
  });
  if (stats?.isDirectory() !== true) return undefined;
  const record = parse(await readSmallFile(layout.bucketRecord(name)));
  return { name, createdAt: record?.createdAt ?? stats.birthtime, access: record?.access ?? 'private' };
}

export async function listBuckets(context: Context): Promise<readonly Bucket[]> {
  const entries = await readdir(context.layout.root, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && bucketNameProblem(entry.name) === undefined)
    .map((entry) => entry.name)
    .sort();
  const buckets = await Promise.all(names.map((name) => statBucket(context, name)));
  return buckets.filter((bucket) => bucket !== undefined).map(({ name, createdAt }) => ({ name, createdAt }));
}

export async function createBucket(context: Context, name: string, access: BucketAccess, now: Date): Promise<void> {
  const { layout, isDurable } = context;
  try {
    await mkdir(layout.bucket(name));
  } catch (cause) {
    throw errnoOf(cause) === 'EEXIST' ? errors.bucketExists('buckets.create', name) : cause;
  }
  await writeRecord(context, { name, access, createdAt: now });
  if (isDurable) await syncFolder(layout.root);
}

export async function setBucketAccess(context: Context, name: string, access: BucketAccess): Promise<void> {
  const info = await statBucket(context, name);
  if (info === undefined) throw errors.noBucket('buckets.setAccess', name);
  await writeRecord(context, { ...info, access });
}

/** Private first, then gone: at no moment is there a public bucket that should not be. */
export async function deleteBucket(context: Context, name: string): Promise<void> {
  const operation = 'buckets.delete';
  const { layout, isDurable } = context;
  await demandBucket(context, name, operation);
  for await (const _ of new Walk(layout, name, '', undefined).objects()) throw errors.bucketNotEmpty(operation, name);
  const info = await statBucket(context, name);
  await removeFile(layout.bucketRecord(name));
  try {
    await removeEmpty(layout.bucket(name));
  } catch (cause) {
    if (info !== undefined) await writeRecord(context, info);
    const errno = errnoOf(cause);
    throw errno === 'ENOTEMPTY' || errno === 'EEXIST' ? errors.bucketNotEmpty(operation, name) : cause;
  }
  if (isDurable) await syncFolder(layout.root);
}

/** Removes a folder with the empty folders in it. A file that somebody writes meanwhile stays, and with it what it is in. */
async function removeEmpty(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
  }
  await rmdir(folder);
}

async function writeRecord({ layout, isDurable }: Context, { name, access, createdAt }: BucketInfo): Promise<void> {
  await replaceSmallFile(layout.bucketRecord(name), `${JSON.stringify({ access, createdAt })}\n`, {
    temporary: layout.newTemporary(name),
    isDurable,
  });
}

function parse(text: string | undefined): Pick<BucketInfo, 'access' | 'createdAt'> | undefined {
  try {
    const { access, createdAt } = JSON.parse(text ?? '') as { readonly access?: unknown; readonly createdAt?: unknown };
    const date = new Date(String(createdAt));
    if (Number.isNaN(date.getTime())) return undefined;
    return { access: access === 'public' ? 'public' : 'private', createdAt: date };
  } catch {
    return undefined;
  }
}
