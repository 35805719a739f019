import type { Clock, ObjectPolicy, OnError } from '@infra/core';

export interface LocalSignedUrlOptions {
  /** Under which address the storage's `fetch` is reached: `https://example.org/files`. */
  readonly baseUrl: string;
  /**
   * What links are signed with, at least 32 characters each. With several, the first one signs and all of them are accepted:
   * to rotate, put the new one in front, and take the old one out when its last link has expired.
   */
  readonly secrets: string | readonly string[];
}

export interface LocalStorageOptions {
  /** The folder, which is made when it is missing. Everything in it belongs to the storage. */
  readonly root: string;
  /** The bucket of the storage itself, which is made on first use. Default: `default`. */
  readonly bucket?: string | undefined;
  /** What `put` and signed uploads accept. Default: everything. */
  readonly policy?: ObjectPolicy | undefined;
  /** Makes `signedUrls`, `publicUrl` and `fetch`. Default: there are none. */
  readonly signedUrls?: LocalSignedUrlOptions | undefined;
  /** `fsync`: what was stored outlives a power failure. `none`: it outlives a crash of the process. Default: `fsync`. */
  readonly durability?: 'fsync' | 'none' | undefined;
  /** How long something half-written must lie untouched until it counts as left by a crash, in milliseconds. Default: one day. */
  readonly sweepAfterMs?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told when what a crash left could not be swept. Default: nobody. */
  readonly onError?: OnError | undefined;
}
