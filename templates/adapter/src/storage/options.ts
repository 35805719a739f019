import type { Clock, ObjectPolicy } from '@infra/core';

export interface TemplateStorageOptions {
  /** The bucket whose objects the storage shows. Default: `default`. */
  readonly bucket?: string | undefined;
  /** What `put` accepts beyond what the port demands. Default: everything. */
  readonly policy?: ObjectPolicy | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}
