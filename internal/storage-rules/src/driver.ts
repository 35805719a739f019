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
  SignedUrl,
} from '@infra/core';
import type { StorageErrors } from './errors.js';

/** Where an object is; both names are known to be good. */
export interface ObjectPath {
  readonly bucket: string;
  readonly key: string;
}

/** What is stored beside the content; validated and complete. */
export interface ObjectHead {
  readonly contentType: string;
  readonly cacheControl: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly sha256: string | undefined;
}

/**
 * A body on its way to the driver. The front has put its checks around it: reading it throws an `InfraError`
 * (policy, length, checksum, the caller's stream or signal), at the latest at its end. Whatever it throws, nothing is stored.
 */
export interface ObjectSource {
  /** Known for text, bytes and blobs, and for a stream whose `contentLength` was given. */
  readonly size: number | undefined;
  /** The whole body, checked, where it is in memory already: no stream needed. Undefined for streams and blobs. */
  readonly bytes: Uint8Array | undefined;
  /**
   * The body in chunks of whatever size, never empty ones. To be called once, and read to its end unless the write fails.
   * The driver may keep a chunk: nobody else changes it. The signal ends a wait for the next one with `cancelled`.
   */
  chunks(): AsyncIterable<Uint8Array>;
  /**
   * Tells the caller's `onProgress`: so many bytes more have been handed on. To be called before the write takes effect where that
   * is possible, for it throws an `InfraError` when `onProgress` threw, and the write should then fail. One that swallows it, or
   * tells less than all, is covered: the front tells the rest and reports the failure.
   */
  progress(bytes: number): void;
}

/** A page of a listing; all of it validated. */
export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/**
 * What an adapter implements, with input that is already known to be good. The front (`ObjectStorageFront`) has checked names, options,
 * the signal, and that the storage is open; it turns bodies into sources and makes `get` of `open`. It answers what is copied or moved
 * onto itself without the driver. Failures are Results; what a driver throws all the same becomes `internal` in the front.
 *
 * `operation` is the caller's, for the errors: a driver that does not care leaves the parameter out.
 */
export interface StorageDriver {
  readonly errors: StorageErrors;
  readonly isClosed: boolean;
  put(
    path: ObjectPath,
    source: ObjectSource,
    head: ObjectHead,
    ifAbsent: boolean,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo>;
  /** `bodyStream` makes a body of chunks that keeps the promises of `ObjectStream`. A range is to be laid out with `spanOf`. */
  open(
    path: ObjectPath,
    range: ByteRange | undefined,
    options: IoOptions | undefined,
    operation: 'get' | 'getStream',
  ): AsyncResult<ObjectStream | undefined>;
  /** Where an object in memory is cheaper than by `open`. */
  get?(
    path: ObjectPath,
    range: ByteRange | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<{ readonly info: ObjectInfo; readonly bytes: Uint8Array } | undefined>;
  stat(
    path: ObjectPath,
    options: IoOptions | undefined,
    operation: 'stat' | 'exists' | 'copy' | 'move',
  ): AsyncResult<ObjectInfo | undefined>;
  /** One key or more, each once. */
  delete(
    bucket: string,
    keys: readonly string[],
    options: IoOptions | undefined,
    operation: 'delete' | 'deleteMany',
  ): AsyncResult<void>;
  list(bucket: string, request: ListRequest, options: IoOptions | undefined): AsyncResult<ObjectPage>;
  /** Source and target are different keys. */
  copy(
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo>;
  move(
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo>;
  createBucket(name: string, access: BucketAccess, options: IoOptions | undefined): AsyncResult<void>;
  statBucket(name: string, options: IoOptions | undefined): AsyncResult<BucketInfo | undefined>;
  listBuckets(options: IoOptions | undefined): AsyncResult<readonly Bucket[]>;
  setBucketAccess(name: string, access: BucketAccess, options: IoOptions | undefined): AsyncResult<void>;
  emptyBucket(name: string, options: IoOptions | undefined): AsyncResult<void>;
  deleteBucket(name: string, options: IoOptions | undefined): AsyncResult<void>;
  /** Where the provider has signed links; `LinkedStorageFront` demands it. */
  readonly links?: StorageLinks;
}

/** What an adapter signs, with input that is already known to be good. */
export interface StorageLinks {
  /** `expiresInMs` is whole seconds. `contentDisposition` makes the header for `downloadAs`. */
  signGet(
    path: ObjectPath,
    expiresInMs: number,
    downloadAs: string | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<SignedUrl>;
  signPut(
    path: ObjectPath,
    expiresInMs: number,
    contentType: string,
    options: IoOptions | undefined,
  ): AsyncResult<SignedUrl>;
  publicUrl(path: ObjectPath): string;
}
