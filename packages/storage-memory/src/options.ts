import type { Clock, ObjectPolicy } from '@infra/core';

export interface MemoryStorageOptions {
  /** The bucket whose objects the storage shows; it is there from the start. Default: `default`. */
  readonly bucket?: string | undefined;
  /** How many bytes of content all buckets hold together; a write beyond it fails with `unavailable`. Default: no limit. */
  readonly maxBytes?: number | undefined;
  /** What `put` accepts beyond what the port demands. Default: everything. */
  readonly policy?: ObjectPolicy | undefined;
  /** For `lastModified` and `createdAt`. Default: the system's. */
  readonly clock?: Clock | undefined;
}
