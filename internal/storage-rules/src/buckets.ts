import {
  err,
  type AsyncResult,
  type Bucket,
  type BucketAccess,
  type BucketCreateOptions,
  type BucketInfo,
  type Buckets,
  type IoOptions,
} from '@infra/core';
import type { StorageDriver } from './driver.js';
import { bucketNameProblem, shown } from './names.js';

function accessProblem(access: unknown): string | undefined {
  return access === 'private' || access === 'public'
    ? undefined
    : `access must be "private" or "public", not ${shown(access)}.`;
}

/** The `Buckets` port over a driver: checks all input. */
export function createBuckets(driver: StorageDriver): Buckets {
  const { errors } = driver;

  async function guarded<T>(
    operation: string,
    problem: string | undefined,
    options: IoOptions | undefined,
    work: () => AsyncResult<T>,
  ): AsyncResult<T> {
    if (problem !== undefined) return err(errors.invalid(operation, problem));
    if (driver.isClosed) return err(errors.closed(operation));
    return options?.signal?.aborted === true ? err(errors.cancelled(operation)) : work();
  }

  return {
    create(name: string, options?: BucketCreateOptions): AsyncResult<void> {
      const access: BucketAccess = options?.access ?? 'private';
      return guarded('buckets.create', bucketNameProblem(name) ?? accessProblem(access), options, () =>
        driver.createBucket(name, access, options),
      );
    },
    stat(name: string, options?: IoOptions): AsyncResult<BucketInfo | undefined> {
      return guarded('buckets.stat', bucketNameProblem(name), options, () => driver.statBucket(name, options));
    },
    list(options?: IoOptions): AsyncResult<readonly Bucket[]> {
      return guarded('buckets.list', undefined, options, () => driver.listBuckets(options));
    },
    setAccess(name: string, access: BucketAccess, options?: IoOptions): AsyncResult<void> {
      return guarded('buckets.setAccess', bucketNameProblem(name) ?? accessProblem(access), options, () =>
        driver.setBucketAccess(name, access, options),
      );
    },
    empty(name: string, options?: IoOptions): AsyncResult<void> {
      return guarded('buckets.empty', bucketNameProblem(name), options, () => driver.emptyBucket(name, options));
    },
    delete(name: string, options?: IoOptions): AsyncResult<void> {
      return guarded('buckets.delete', bucketNameProblem(name), options, () => driver.deleteBucket(name, options));
    },
  };
}
