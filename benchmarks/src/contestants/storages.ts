import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsS3StorageAdapter } from '@flystorage/aws-s3';
import { FileStorage, type StorageAdapter } from '@flystorage/file-storage';
import { InMemoryStorageAdapter } from '@flystorage/in-memory';
import { LocalStorageAdapter } from '@flystorage/local-fs';
import { unwrap, type Lifecycle, type ObjectStorage } from '@infra/core';
import { createLocalStorage } from '@infra/storage-local';
import { createMemoryStorage } from '@infra/storage-memory';
import { createS3Storage } from '@infra/storage-s3';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchS3 } from '../harness/bench.js';
import { keep } from './keep.js';
import { versioned } from '../harness/resolved.js';

export const OURS = 'ours';
export const FS = 'node:fs';
export const SDK = 'AWS SDK';
export const FLYSTORAGE = 'flystorage';

/** A storage, as its users call it. */
export interface StorageContestant {
  readonly name: string;
  readonly note?: string;
  readonly put: (key: string, bytes: Uint8Array) => Promise<unknown>;
  readonly get: (key: string) => Promise<Uint8Array | undefined>;
  readonly close: () => Promise<unknown>;
}

function ours(
  storage: ObjectStorage & Pick<Lifecycle, 'close'>,
  name: string = OURS,
  note?: string,
): StorageContestant {
  return {
    name,
    ...(note && { note }),
    put: async (key, bytes) => unwrap(await storage.put(key, bytes, { contentType: 'application/octet-stream' })),
    get: async (key) => unwrap(await storage.get(key))?.bytes,
    close: async () => unwrap(await storage.close()),
  };
}

function flystorage(adapter: StorageAdapter, library: string): StorageContestant {
  const storage = new FileStorage(adapter);
  return {
    name: FLYSTORAGE,
    note: versioned(library),
    // Of a Uint8Array it would stream the numbers.
    put: (key, bytes) => storage.write(key, Buffer.from(bytes.buffer), { mimeType: 'application/octet-stream' }),
    get: (key) => storage.readToUint8Array(key),
    close: async () => undefined,
  };
}

/** What nobody can be faster than who keeps what he was given apart from the caller's. */
function copyingMap(): StorageContestant {
  const objects = new Map<string, Uint8Array>();
  return {
    name: 'Map of copies',
    put: async (key, bytes) => objects.set(key, bytes.slice()),
    get: async (key) => objects.get(key)?.slice(),
    close: async () => undefined,
  };
}

export function memoryStorages(): readonly StorageContestant[] {
  return [copyingMap(), ours(createMemoryStorage()), flystorage(new InMemoryStorageAdapter(), '@flystorage/in-memory')];
}

const HEAD = { contentType: 'application/octet-stream', metadata: {} };

/** What it takes that a reader, a crash and a power failure find the old object or the new one. */
async function writeSafely(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, randomUUID());
  const file = await open(temporary, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

export function localStorages(): readonly StorageContestant[] {
  const root = mkdtempSync(join(tmpdir(), 'infra-bench-storage-'));
  const folder = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const files = folder('files');
  const about = folder('about');
  return [
    {
      name: FS,
      note: 'content and JSON with its type, each: temporary file, fsync, rename, fsync of the folder; nothing is checked',
      put: (key, bytes) =>
        Promise.all([writeSafely(files, key, bytes), writeSafely(about, key, Buffer.from(JSON.stringify(HEAD)))]),
      get: async (key) => {
        const [bytes, head] = await Promise.all([readFile(join(files, key)), readFile(join(about, key), 'utf8')]);
        keep(JSON.parse(head));
        return bytes;
      },
      close: () => rm(root, { recursive: true }),
    },
    ours(createLocalStorage({ root: folder('ours') })),
    ours(createLocalStorage({ root: folder('quick'), durability: 'none' }), `${OURS}, durability none`, 'no fsync'),
    {
      ...flystorage(new LocalStorageAdapter(folder('flystorage')), '@flystorage/local-fs'),
      note: `${versioned('@flystorage/local-fs')}: writes in place, no fsync`,
    },
  ];
}

/** All on one SDK and one server, each with connections of its own. */
export async function s3Storages({ endpoint, region, credentials }: BenchS3): Promise<readonly StorageContestant[]> {
  const bucket = 'bench';
  const connect = (): S3Client => new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  const client = connect();
  const library = connect();
  const storage = createS3Storage({ bucket, endpoint, region, credentials });
  unwrap(await storage.buckets.create(bucket));
  return [
    {
      name: SDK,
      note: versioned('@aws-sdk/client-s3'),
      put: (Key, Body) =>
        client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/octet-stream' })),
      get: async (Key) =>
        (await client.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToByteArray(),
      close: async () => client.destroy(),
    },
    ours(storage),
    {
      ...flystorage(new AwsS3StorageAdapter(library, { bucket }), '@flystorage/aws-s3'),
      close: async () => library.destroy(),
    },
  ];
}
