import {
  err,
  ok,
  type AsyncResult,
  type Bucket,
  type BucketAccess,
  type BucketInfo,
  type ByteRange,
  type Health,
  type IoOptions,
  type ObjectInfo,
  type ObjectPage,
  type ObjectStream,
} from '@infra/core';
import type { ListRequest, ObjectHead, ObjectPath, ObjectSource, StorageDriver } from '@internal/storage-rules';
import { errors } from './errors.js';
import type { ResolvedOptions } from './resolve-options.js';

/** The operations, on input that `ObjectStorageFront` has checked. What each promises is at `ObjectStorage` and `StorageDriver`. */
export class TemplateDriver implements StorageDriver {
  readonly errors: typeof errors = errors;
  isClosed = false;
  protected readonly options: ResolvedOptions;

  /** Does no I/O: whatever has to be opened is opened on first use. */
  constructor(options: ResolvedOptions) {
    this.options = options;
  }

  async put(
    _path: ObjectPath,
    _source: ObjectSource,
    _head: ObjectHead,
    _ifAbsent: boolean,
    _options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return err(errors.notWritten('put'));
  }

  async open(
    _path: ObjectPath,
    _range: ByteRange | undefined,
    _options: IoOptions | undefined,
    operation: 'get' | 'getStream',
  ): AsyncResult<ObjectStream | undefined> {
    return err(errors.notWritten(operation));
  }

  async stat(
    _path: ObjectPath,
    _options: IoOptions | undefined,
    operation: 'stat' | 'exists' | 'copy' | 'move',
  ): AsyncResult<ObjectInfo | undefined> {
    return err(errors.notWritten(operation));
  }

  async delete(
    _bucket: string,
    _keys: readonly string[],
    _options: IoOptions | undefined,
    operation: 'delete' | 'deleteMany',
  ): AsyncResult<void> {
    return err(errors.notWritten(operation));
  }

  async list(_bucket: string, _request: ListRequest, _options: IoOptions | undefined): AsyncResult<ObjectPage> {
    return err(errors.notWritten('list'));
  }

  async copy(
    _bucket: string,
    _from: string,
    _to: string,
    _ifAbsent: boolean,
    _options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return err(errors.notWritten('copy'));
  }

  async move(
    _bucket: string,
    _from: string,
    _to: string,
    _ifAbsent: boolean,
    _options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    return err(errors.notWritten('move'));
  }

  async createBucket(_name: string, _access: BucketAccess, _options: IoOptions | undefined): AsyncResult<void> {
    return err(errors.notWritten('buckets.create'));
  }

  async statBucket(_name: string, _options: IoOptions | undefined): AsyncResult<BucketInfo | undefined> {
    return err(errors.notWritten('buckets.stat'));
  }

  async listBuckets(_options: IoOptions | undefined): AsyncResult<readonly Bucket[]> {
    return err(errors.notWritten('buckets.list'));
  }

  async setBucketAccess(_name: string, _access: BucketAccess, _options: IoOptions | undefined): AsyncResult<void> {
    return err(errors.notWritten('buckets.setAccess'));
  }

  async emptyBucket(_name: string, _options: IoOptions | undefined): AsyncResult<void> {
    return err(errors.notWritten('buckets.empty'));
  }

  async deleteBucket(_name: string, _options: IoOptions | undefined): AsyncResult<void> {
    return err(errors.notWritten('buckets.delete'));
  }

  /** A backend that is down, or a storage that is closed, is an answer: `ok({ status: 'down', … })`. */
  async health(_signal: AbortSignal | undefined): AsyncResult<Health> {
    return err(errors.notWritten('health'));
  }

  /** Ends what was opened here, twice safely, within the deadline even when the backend is dead. */
  async close(_deadlineMs: number): AsyncResult<void> {
    this.isClosed = true;
    return ok();
  }
}
