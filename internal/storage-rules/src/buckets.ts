import type {
  AsyncResult,
  Bucket,
  BucketAccess,
  BucketCreateOptions,
  BucketInfo,
  Buckets,
  IoOptions,
} from '@infra/core';
import type { StorageDriver } from './driver.js';
import { guarded } from './guard.js';
import { bucketNameProblem, shown } from './names.js';

function accessProblem(access: unknown): string | undefined {
  return access === 'private' || access === 'public'
    ? undefined
    : `access must be "private" or "public", not ${shown(access)}.`;
}

/** The `Buckets` port over a driver: checks all input. */
export function createBuckets(driver: StorageDriver): Buckets {
  function run<T>(
    operation: string,
    problem: string | undefined,
    options: IoOptions | undefined,
    work: () => AsyncResult<T>,
  ): AsyncResult<T> {
    return guarded(driver, `buckets.${operation}`, options, problem, work);
  }

  return {
    create(name: string, options?: BucketCreateOptions): AsyncResult<void> {
      const access: BucketAccess = options?.access ?? 'private';
      return run('create', bucketNameProblem(name) ?? accessProblem(access), options, () =>
        driver.createBucket(name, access, options),
      );
    },
    stat(name: string, options?: IoOptions): AsyncResult<BucketInfo | undefined> {
      return run('stat', bucketNameProblem(name), options, () => driver.statBucket(name, options));
    },
    list(options?: IoOptions): AsyncResult<readonly Bucket[]> {
      return run('list', undefined, options, () => driver.listBuckets(options));
    },
    setAccess(name: string, access: BucketAccess, options?: IoOptions): AsyncResult<void> {
      return run('setAccess', bucketNameProblem(name) ?? accessProblem(access), options, () =>
        driver.setBucketAccess(name, access, options),
      );
    },
    empty(name: string, options?: IoOptions): AsyncResult<void> {
      return run('empty', bucketNameProblem(name), options, () => driver.emptyBucket(name, options));
    },
    delete(name: string, options?: IoOptions): AsyncResult<void> {
      return run('delete', bucketNameProblem(name), options, () => driver.deleteBucket(name, options));
    },
  };
}
