import type {
  AsyncResult,
  Bucket,
  BucketAccess,
  BucketInfo,
  ByteRange,
  IoOptions,
  ObjectInfo,
  ObjectPage,
  ObjectStream,
} from '@infra/core';
import type {
  LinkedStorageDriver,
  ListRequest,
  ObjectHead,
  ObjectPath,
  ObjectSource,
  StorageErrors,
  StorageLinks,
} from '@internal/storage-rules';
import { deleteObjects } from './bulk-delete.js';
import { errors } from './errors.js';
import { listObjects } from './listing.js';
import type { ResolvedOptions } from './resolve-options.js';
import type { Requests } from './requests.js';
import { S3Buckets } from './s3-buckets.js';
import { S3Links } from './s3-links.js';
import { S3Objects } from './s3-objects.js';
import { openObject } from './s3-reader.js';
import { putObject } from './s3-writer.js';

/** S3 as the storages' common front wants it. Every operation is known to `close` while it is under way. */
export class S3Driver implements LinkedStorageDriver {
  readonly errors: StorageErrors = errors;
  readonly links: StorageLinks;
  readonly objects: S3Objects;
  private readonly buckets: S3Buckets;
  private readonly requests: Requests;
  private readonly options: ResolvedOptions;

  constructor(requests: Requests, options: ResolvedOptions) {
    this.requests = requests;
    this.options = options;
    this.objects = new S3Objects(requests);
    this.buckets = new S3Buckets(this.objects);
    this.links = new S3Links(requests, options);
  }

  get isClosed(): boolean {
    return this.requests.isClosed;
  }

  put(
    path: ObjectPath,
    source: ObjectSource,
    head: ObjectHead,
    ifAbsent: boolean,
    io: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return this.track(() => putObject(this.requests, this.options, path, source, head, ifAbsent, io));
  }

  open(
    path: ObjectPath,
    range: ByteRange | undefined,
    io: IoOptions | undefined,
    operation: 'get' | 'getStream',
  ): AsyncResult<ObjectStream | undefined> {
    return this.track(() => openObject(this.objects, path, range, io, operation));
  }

  stat(path: ObjectPath, io: IoOptions | undefined, operation: string): AsyncResult<ObjectInfo | undefined> {
    return this.track(() => this.objects.stat(path, io, operation));
  }

  delete(bucket: string, keys: readonly string[], io: IoOptions | undefined, operation: string): AsyncResult<void> {
    const [key] = keys;
    if (operation === 'delete' && key !== undefined) {
      return this.track(() => this.objects.remove({ bucket, key }, io, operation));
    }
    return this.track(() => deleteObjects(this.objects, bucket, keys, io, operation));
  }

  list(bucket: string, request: ListRequest, io: IoOptions | undefined): AsyncResult<ObjectPage> {
    return this.track(() => listObjects(this.requests, bucket, request, io, 'list'));
  }

  copy(
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
    io: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return this.track(() => this.objects.copy(bucket, from, to, ifAbsent, io, 'copy'));
  }

  move(
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
    io: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return this.track(async () => {
      const copied = await this.objects.copy(bucket, from, to, ifAbsent, io, 'move');
      if (!copied.ok) return copied;
      const removed = await this.objects.remove({ bucket, key: from }, io, 'move');
      return removed.ok ? copied : removed;
    });
  }

  createBucket(name: string, access: BucketAccess, io: IoOptions | undefined): AsyncResult<void> {
    return this.track(() => this.buckets.create(name, access, io));
  }

  statBucket(name: string, io: IoOptions | undefined): AsyncResult<BucketInfo | undefined> {
    return this.track(() => this.buckets.stat(name, io));
  }

  listBuckets(io: IoOptions | undefined): AsyncResult<readonly Bucket[]> {
    return this.track(() => this.buckets.list(io));
  }

  setBucketAccess(name: string, access: BucketAccess, io: IoOptions | undefined): AsyncResult<void> {
    return this.track(() => this.buckets.setAccess(name, access, io));
  }

  emptyBucket(name: string, io: IoOptions | undefined): AsyncResult<void> {
    return this.track(() => this.buckets.empty(name, io));
  }

  deleteBucket(name: string, io: IoOptions | undefined): AsyncResult<void> {
    return this.track(() => this.buckets.delete(name, io));
  }

  private track<T>(work: () => AsyncResult<T>): AsyncResult<T> {
    return this.requests.track(work);
  }
}
