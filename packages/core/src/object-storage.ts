import type { IoOptions } from './io.js';
import type { AsyncResult } from './result.js';

/** What `put` stores. Text is stored as UTF-8. A stream is read once, chunk by chunk: it need not fit into memory. */
export type ObjectBody = string | Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

export interface ObjectInfo {
  readonly key: string;
  /** Of the whole object, in bytes. */
  readonly size: number;
  /** Opaque; another one whenever the content is another one. */
  readonly etag: string;
  /** By the provider's clock. What `put` answers may be a second off what `stat` does. */
  readonly lastModified: Date;
  readonly contentType: string;
  readonly cacheControl?: string;
  /** As given to `put`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the content, in lower-case hex; there when `put` was given one. */
  readonly sha256?: string;
}

/** What a listing tells of an object. */
export type ObjectSummary = Pick<ObjectInfo, 'key' | 'size' | 'etag' | 'lastModified'>;

export interface StoredObject {
  readonly info: ObjectInfo;
  /** The content, or the range that was asked for. */
  readonly bytes: Uint8Array;
}

export interface ObjectStream {
  readonly info: ObjectInfo;
  /**
   * The content, or the range that was asked for, read as fast as it is consumed. A failure on the way errors it with an `InfraError`.
   * Read it to the end, or cancel it: until then it may hold a connection. `for await` cancels when it is left.
   */
  readonly body: ReadableStream<Uint8Array>;
}

/** Bytes from `offset` on; up to the end without `length`. What reaches beyond the end is cut off there. */
export interface ByteRange {
  /** At least 0. At or beyond the end of a non-empty object it is a `validation` error. */
  readonly offset: number;
  /** At least 1. */
  readonly length?: number | undefined;
}

export interface ObjectReadOptions extends IoOptions {
  readonly range?: ByteRange | undefined;
}

export interface TransferProgress {
  /** Handed to the provider so far, in bytes. */
  readonly transferredBytes: number;
  /** Absent while the length of a stream is not known. */
  readonly totalBytes?: number;
}

export interface ObjectWriteOptions extends IoOptions {
  /** Default: by the extension of the key; `application/octet-stream` where that says nothing. */
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  /**
   * Names of lower-case letters, digits and hyphens; values of well-formed text without control characters.
   * At most 1,536 bytes of UTF-8 in all: what fits into S3's 2 kB when it is encoded.
   */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Length of the body in bytes, where a stream's is known. A body of another length is a `validation` error, and nothing is stored. */
  readonly contentLength?: number | undefined;
  /** SHA-256 of the body in hex, kept with the object. A body with another one is a `validation` error, and nothing is stored. */
  readonly sha256?: string | undefined;
  /** `'*'`: only where no object has the key, decided atomically; else `conflict`. */
  readonly ifNoneMatch?: '*' | undefined;
  /** Called as the body is handed on, never with fewer bytes than before, at last with all of them. It must not throw. */
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

export interface ObjectListOptions extends IoOptions {
  /** Only keys that begin with it. Default: all. */
  readonly prefix?: string | undefined;
  /** Keys that have it after the prefix are not listed, but rolled up into `prefixes`: `'/'` lists a folder. */
  readonly delimiter?: string | undefined;
  /** The `nextCursor` of the page before, for the same prefix and delimiter. */
  readonly cursor?: string | undefined;
  /** Most objects and prefixes together on one page, 1 to 1,000. Default: 1,000. */
  readonly limit?: number | undefined;
}

/** In the order of the keys' UTF-8 bytes. */
export interface ObjectPage {
  readonly items: readonly ObjectSummary[];
  /** What the delimiter rolled up: each with the prefix in front and the delimiter at its end. */
  readonly prefixes: readonly string[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

export interface ObjectCopyOptions extends IoOptions {
  /** `'*'`: only where no object has the target key; else `conflict`. */
  readonly ifNoneMatch?: '*' | undefined;
}

/**
 * Objects by key, in buckets. Every operation sees only its own bucket; where that does not exist, it fails with `not_found`.
 *
 * A key is 1 to 1,024 bytes of well-formed Unicode without control characters and without a segment `.` or `..`, which not every
 * server can keep apart; any other is a `validation` error. It is only text: slashes, backslashes and case mean nothing but
 * themselves, and no two keys share an object. A write is all or nothing: whoever reads sees the
 * object before it or the one after it, and a write that fails leaves what was there. Absence is `undefined`.
 */
export interface ObjectStorage {
  /** Stores an object, replacing content, type and metadata. What the storage's policy refuses is a `validation` error. */
  put(key: string, body: ObjectBody, options?: ObjectWriteOptions): AsyncResult<ObjectInfo>;
  /** The object in memory. For what may be large, `getStream`. */
  get(key: string, options?: ObjectReadOptions): AsyncResult<StoredObject | undefined>;
  /** The object as a stream of one version of it, however long the reading takes. Aborting the signal ends the stream too. */
  getStream(key: string, options?: ObjectReadOptions): AsyncResult<ObjectStream | undefined>;
  stat(key: string, options?: IoOptions): AsyncResult<ObjectInfo | undefined>;
  exists(key: string, options?: IoOptions): AsyncResult<boolean>;
  /** An object that is not there counts as deleted. */
  delete(key: string, options?: IoOptions): AsyncResult<void>;
  /** `delete` for several. Not atomic: on failure, the error's `details.failed` names the keys that are left. */
  deleteMany(keys: readonly string[], options?: IoOptions): AsyncResult<void>;
  /** One page. An object that is there all the while is on exactly one page, whatever is written or deleted in between. */
  list(options?: ObjectListOptions): AsyncResult<ObjectPage>;
  /** Copies content, type and metadata within the bucket. A missing source is `not_found`. */
  copy(from: string, to: string, options?: ObjectCopyOptions): AsyncResult<ObjectInfo>;
  /** `copy`, then `delete`; atomic where the adapter says so. Onto itself it changes nothing. */
  move(from: string, to: string, options?: ObjectCopyOptions): AsyncResult<ObjectInfo>;
  /** The objects of another bucket. Opening it costs nothing and does not create it. */
  bucket(name: string): ObjectStorage;
  readonly buckets: Buckets;
  /** Links by which others read and write objects without credentials. */
  readonly signedUrls?: SignedUrls;
  /** Where anybody reads the object of a public bucket. Makes the address only: it does not look whether there is one. */
  publicUrl?(key: string): string;
}

/** `public`: anybody may read its objects by their `publicUrl`. Writing and listing stay private. */
export type BucketAccess = 'private' | 'public';

export interface Bucket {
  readonly name: string;
  readonly createdAt: Date;
}

export interface BucketInfo extends Bucket {
  readonly access: BucketAccess;
}

export interface BucketCreateOptions extends IoOptions {
  /** Default: `private`. */
  readonly access?: BucketAccess | undefined;
}

/** A bucket's name is 3 to 63 lower-case letters, digits and hyphens, with a letter or digit at either end. */
export interface Buckets {
  /** One that exists is a `conflict`. */
  create(name: string, options?: BucketCreateOptions): AsyncResult<void>;
  stat(name: string, options?: IoOptions): AsyncResult<BucketInfo | undefined>;
  /** All of them, in the order of their names. */
  list(options?: IoOptions): AsyncResult<readonly Bucket[]>;
  setAccess(name: string, access: BucketAccess, options?: IoOptions): AsyncResult<void>;
  /** Deletes all its objects. Those written while it runs may stay. */
  empty(name: string, options?: IoOptions): AsyncResult<void>;
  /** One that holds objects is a `conflict`, one that is not there `not_found`. */
  delete(name: string, options?: IoOptions): AsyncResult<void>;
}

export interface SignedUrl {
  readonly url: string;
  readonly method: 'GET' | 'PUT';
  /** Must be sent with the request, exactly. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

export interface SignedGetOptions extends IoOptions {
  /** How long the link is good for, in milliseconds, in whole seconds: 1 second to 7 days. Default: 15 minutes. */
  readonly expiresInMs?: number | undefined;
  /** The name under which a browser saves it. Default: the browser shows it. */
  readonly downloadAs?: string | undefined;
}

export interface SignedPutOptions extends IoOptions {
  /** How long the link is good for, in milliseconds, in whole seconds: 1 second to 7 days. Default: 15 minutes. */
  readonly expiresInMs?: number | undefined;
  /** The only type that may be uploaded. Default: by the extension of the key, as `put` has it. */
  readonly contentType?: string | undefined;
}

/** Whoever has the link may do what it says, until it expires. A link says nothing about whether the object exists. */
export interface SignedUrls {
  get(key: string, options?: SignedGetOptions): AsyncResult<SignedUrl>;
  put(key: string, options?: SignedPutOptions): AsyncResult<SignedUrl>;
}

/** What `put` accepts beyond what the port demands. An adapter takes it as its `policy`. */
export interface ObjectPolicy {
  /** Largest object, in bytes. Default: the provider's. */
  readonly maxBytes?: number | undefined;
  /**
   * Content types, `image/png` or `image/*`. The declared type must be one of them, and the content must not be another's:
   * a type that shows in the first bytes must show. Default: any.
   */
  readonly types?: readonly string[] | undefined;
  /** Keys must match it as a whole. Default: any. */
  readonly keys?: RegExp | undefined;
}
