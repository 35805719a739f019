import { randomUUID } from 'node:crypto';
import {
  err,
  ok,
  type AsyncResult,
  type Bucket,
  type BucketAccess,
  type BucketInfo,
  type ByteRange,
  type Clock,
  type IoOptions,
  type ObjectInfo,
  type ObjectPage,
  type ObjectStream,
  type Result,
  type StoredObject,
} from '@infra/core';
import {
  bodyStream,
  pageOfKeys,
  spanOf,
  type ListRequest,
  type ObjectHead,
  type ObjectPath,
  type ObjectSource,
  type StorageDriver,
} from '@internal/storage-rules';
import { readAll } from './body.js';
import { errors } from './errors.js';
import type { MemoryBucket, MemoryObject } from './memory-bucket.js';
import { MemoryBuckets } from './memory-buckets.js';
import type { ResolvedOptions } from './resolve-options.js';

/** How much of an object a stream hands out at once. */
const CHUNK_BYTES = 65_536;

/** Buckets and objects in maps. A write takes effect in one turn of the event loop, so nobody sees half of it. */
export class MemoryDriver implements StorageDriver {
  readonly errors: typeof errors = errors;
  isClosed = false;
  private readonly clock: Clock;
  private readonly maxBytes: number;
  private readonly buckets: MemoryBuckets;
  /** An etag of one storage is none of another's, nor of the next process's. */
  private readonly etagPrefix = randomUUID().slice(0, 8);
  private writes = 0;
  private bytes = 0;

  constructor({ bucket, maxBytes, clock }: ResolvedOptions) {
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.buckets = new MemoryBuckets(clock, bucket);
  }

  async put(path: ObjectPath, source: ObjectSource, head: ObjectHead, ifAbsent: boolean): AsyncResult<ObjectInfo> {
    const target = this.target('put', path, ifAbsent);
    if (!target.ok) return target;
    const room = (): number => this.maxBytes - this.bytes + (target.value.get(path.key)?.bytes.byteLength ?? 0);
    const bytes = await readAll(source, room, () => errors.full('put', this.maxBytes));
    this.writes += 1;
    const { contentType, cacheControl, metadata, sha256 } = head;
    const info = {
      key: path.key,
      size: bytes.byteLength,
      etag: `${this.etagPrefix}-${String(this.writes)}`,
      contentType,
      ...(cacheControl === undefined ? undefined : { cacheControl }),
      metadata,
      ...(sha256 === undefined ? undefined : { sha256 }),
    };
    return this.store('put', path, info, bytes, ifAbsent);
  }

  async get({ bucket, key }: ObjectPath, range: ByteRange | undefined): AsyncResult<StoredObject | undefined> {
    const found = this.find('get', bucket, key);
    if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
    const { info, bytes } = found.value;
    const span = spanOf(range, info.size);
    if (typeof span === 'string') return err(errors.invalid('get', span));
    return ok({ info: copyOf(info), bytes: bytes.slice(span.start, span.end) });
  }

  async open(
    { bucket, key }: ObjectPath,
    range: ByteRange | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectStream | undefined> {
    const found = this.find('getStream', bucket, key);
    if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
    const { info, bytes } = found.value;
    const span = spanOf(range, info.size);
    if (typeof span === 'string') return err(errors.invalid('getStream', span));
    const body = bodyStream(chunksOf(bytes, span.start, span.end), {
      errors,
      operation: 'getStream',
      size: span.end - span.start,
      signal: options?.signal,
    });
    return ok({ info: copyOf(info), body });
  }

  async stat(
    { bucket, key }: ObjectPath,
    _options: IoOptions | undefined,
    operation: string,
  ): AsyncResult<ObjectInfo | undefined> {
    const found = this.find(operation, bucket, key);
    return found.ok ? ok(found.value === undefined ? undefined : copyOf(found.value.info)) : found;
  }

  async delete(
    bucket: string,
    keys: readonly string[],
    _options: IoOptions | undefined,
    operation: string,
  ): AsyncResult<void> {
    const found = this.buckets.find(operation, bucket);
    if (!found.ok) return found;
    for (const key of keys) this.bytes -= found.value.delete(key);
    return ok();
  }

  async list(bucket: string, request: ListRequest): AsyncResult<ObjectPage> {
    const found = this.buckets.find('list', bucket);
    if (!found.ok) return found;
    const page = pageOfKeys(found.value.keys(), request);
    if (page === undefined) return err(errors.invalid('list', 'The cursor is not one of this listing.'));
    const items = page.keys.flatMap((name) => {
      const object = found.value.get(name);
      if (object === undefined) return [];
      const { key, size, etag, lastModified } = copyOf(object.info);
      return [{ key, size, etag, lastModified }];
    });
    const { prefixes, nextCursor } = page;
    return ok({ items, prefixes, ...(nextCursor === undefined ? undefined : { nextCursor }) });
  }

  async copy(bucket: string, from: string, to: string, ifAbsent: boolean): AsyncResult<ObjectInfo> {
    return this.transfer('copy', bucket, from, to, ifAbsent);
  }

  async move(bucket: string, from: string, to: string, ifAbsent: boolean): AsyncResult<ObjectInfo> {
    return this.transfer('move', bucket, from, to, ifAbsent);
  }

  async createBucket(name: string, access: BucketAccess): AsyncResult<void> {
    return this.buckets.create(name, access);
  }

  async statBucket(name: string): AsyncResult<BucketInfo | undefined> {
    return ok(this.buckets.stat(name));
  }

  async listBuckets(): AsyncResult<readonly Bucket[]> {
    return ok(this.buckets.list());
  }

  async setBucketAccess(name: string, access: BucketAccess): AsyncResult<void> {
    const found = this.buckets.find('buckets.setAccess', name);
    if (!found.ok) return found;
    found.value.access = access;
    return ok();
  }

  async emptyBucket(name: string): AsyncResult<void> {
    const found = this.buckets.find('buckets.empty', name);
    if (!found.ok) return found;
    this.bytes -= found.value.clear();
    return ok();
  }

  async deleteBucket(name: string): AsyncResult<void> {
    return this.buckets.delete(name);
  }

  size(): { readonly buckets: number; readonly objects: number; readonly bytes: number } {
    return { buckets: this.buckets.size, objects: this.buckets.countObjects(), bytes: this.bytes };
  }

  close(): void {
    this.isClosed = true;
    this.buckets.clear();
    this.bytes = 0;
  }

  private find(operation: string, bucket: string, key: string): Result<MemoryObject | undefined> {
    const found = this.buckets.find(operation, bucket);
    return found.ok ? ok(found.value.get(key)) : found;
  }

  /** The bucket to write to, where nothing speaks against it. */
  private target(operation: string, { bucket, key }: ObjectPath, ifAbsent: boolean): Result<MemoryBucket> {
    if (this.isClosed) return err(errors.closed(operation));
    const found = this.buckets.find(operation, bucket);
    if (!found.ok) return found;
    return ifAbsent && found.value.get(key) !== undefined ? err(errors.objectExists(operation, key)) : found;
  }

  /** The one place where an object appears: all that was true when the write began is looked at again. */
  private store(
    operation: string,
    path: ObjectPath,
    info: Omit<ObjectInfo, 'lastModified'>,
    bytes: Uint8Array,
    ifAbsent: boolean,
  ): Result<ObjectInfo> {
    const target = this.target(operation, path, ifAbsent);
    if (!target.ok) return target;
    const replaced = target.value.get(path.key)?.bytes.byteLength ?? 0;
    if (this.bytes + bytes.byteLength - replaced > this.maxBytes) return err(errors.full(operation, this.maxBytes));
    const stored: ObjectInfo = { ...info, lastModified: this.clock.now() };
    this.bytes += target.value.set(path.key, { info: stored, bytes });
    return ok(copyOf(stored));
  }

  private transfer(
    operation: 'copy' | 'move',
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
  ): Result<ObjectInfo> {
    const found = this.buckets.find(operation, bucket);
    if (!found.ok) return found;
    const source = found.value.get(from);
    if (source === undefined) return err(errors.noObject(operation, from));
    // A move needs no room for two.
    const freed = operation === 'move' ? source.bytes.byteLength : 0;
    this.bytes -= freed;
    const stored = this.store(operation, { bucket, key: to }, { ...source.info, key: to }, source.bytes, ifAbsent);
    this.bytes += freed;
    if (stored.ok && operation === 'move') this.bytes -= found.value.delete(from);
    return stored;
  }
}

/** What a reader does to its copy, its date included, changes nothing here. The metadata is frozen. */
function copyOf(info: ObjectInfo): ObjectInfo {
  return { ...info, lastModified: new Date(info.lastModified) };
}

async function* chunksOf(bytes: Uint8Array, start: number, end: number): AsyncGenerator<Uint8Array, void> {
  for (let at = start; at < end; at += CHUNK_BYTES) yield bytes.slice(at, Math.min(end, at + CHUNK_BYTES));
}
