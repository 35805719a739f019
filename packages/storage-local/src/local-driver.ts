import {
  err,
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
} from '@infra/core';
import type {
  ListRequest,
  ObjectHead,
  ObjectPath,
  ObjectSource,
  StorageDriver,
  StorageErrors,
} from '@internal/storage-rules';
import { createBucket, deleteBucket, listBuckets, setBucketAccess, statBucket } from './buckets.js';
import { errors, notAllDeleted } from './errors.js';
import { inLanes } from './in-lanes.js';
import { listObjects } from './listing.js';
import { demandBucket, findObject } from './lookup.js';
import { deleteObject, moveObject } from './removing.js';
import type { Runtime } from './runtime.js';
import { Walk } from './walking.js';
import { copyObject, putObject } from './writing.js';

/** How many objects are deleted at once: as many as Node's threads can use. */
const LANES = 8;

/** The operations of the storage, on input that the front has checked. */
export class LocalDriver implements StorageDriver {
  readonly errors: StorageErrors = errors;
  private readonly runtime: Runtime;
  private readonly clock: Clock;

  constructor(runtime: Runtime, clock: Clock) {
    this.runtime = runtime;
    this.clock = clock;
  }

  get isClosed(): boolean {
    return this.runtime.isClosed;
  }

  put(
    { bucket, key }: ObjectPath,
    source: ObjectSource,
    head: ObjectHead,
    ifAbsent: boolean,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return this.runtime.write('put', (context) =>
      putObject(context, source, { place: context.layout.place(bucket, key), head, ifAbsent, signal: options?.signal }),
    );
  }

  open(
    { bucket, key }: ObjectPath,
    range: ByteRange | undefined,
    options: IoOptions | undefined,
    operation: 'get' | 'getStream',
  ): AsyncResult<ObjectStream | undefined> {
    const { streams } = this.runtime;
    return this.runtime.read(operation, undefined, (context) =>
      streams.open(context, context.layout.place(bucket, key), range, options?.signal, operation),
    );
  }

  stat(
    { bucket, key }: ObjectPath,
    options: IoOptions | undefined,
    operation: 'stat' | 'exists' | 'copy' | 'move',
  ): AsyncResult<ObjectInfo | undefined> {
    return this.runtime.read(operation, options, (context) =>
      findObject(context, context.layout.place(bucket, key), operation),
    );
  }

  async delete(
    bucket: string,
    keys: readonly string[],
    options: IoOptions | undefined,
    operation: 'delete' | 'deleteMany',
  ): AsyncResult<void> {
    const done = new Set<string>();
    const deleted = await this.runtime.write(operation, async (context) => {
      await demandBucket(context, bucket, operation);
      await inLanes(keys, LANES, async (key) => {
        if (options?.signal?.aborted === true) throw errors.cancelled(operation);
        await deleteObject(context, context.layout.place(bucket, key), operation);
        done.add(key);
      });
    });
    if (deleted.ok || operation === 'delete') return deleted;
    return err(
      notAllDeleted(
        deleted.error,
        keys.filter((key) => !done.has(key)),
      ),
    );
  }

  list(bucket: string, request: ListRequest, options: IoOptions | undefined): AsyncResult<ObjectPage> {
    return this.runtime.read('list', options, (context) => listObjects(context, bucket, request, options?.signal));
  }

  copy(
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return this.runtime.write('copy', (context) =>
      copyObject(context, context.layout.place(bucket, from), {
        place: context.layout.place(bucket, to),
        ifAbsent,
        signal: options?.signal,
      }),
    );
  }

  move(
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return this.runtime.write('move', (context) => {
      const { layout } = context;
      return moveObject(context, layout.place(bucket, from), layout.place(bucket, to), ifAbsent, options?.signal);
    });
  }

  createBucket(name: string, access: BucketAccess): AsyncResult<void> {
    return this.runtime.write('buckets.create', (context) => createBucket(context, name, access, this.clock.now()));
  }

  statBucket(name: string, options: IoOptions | undefined): AsyncResult<BucketInfo | undefined> {
    return this.runtime.read('buckets.stat', options, (context) => statBucket(context, name));
  }

  listBuckets(options: IoOptions | undefined): AsyncResult<readonly Bucket[]> {
    return this.runtime.read('buckets.list', options, listBuckets);
  }

  setBucketAccess(name: string, access: BucketAccess): AsyncResult<void> {
    return this.runtime.write('buckets.setAccess', (context) => setBucketAccess(context, name, access));
  }

  emptyBucket(name: string, options: IoOptions | undefined): AsyncResult<void> {
    const operation = 'buckets.empty';
    return this.runtime.write(operation, async (context) => {
      await demandBucket(context, name, operation);
      await inLanes(new Walk(context.layout, name, '', undefined).objects(), LANES, async ({ key }) => {
        if (options?.signal?.aborted === true) throw errors.cancelled(operation);
        await deleteObject(context, context.layout.place(name, key), operation);
      });
    });
  }

  deleteBucket(name: string): AsyncResult<void> {
    return this.runtime.write('buckets.delete', (context) => deleteBucket(context, name));
  }
}
