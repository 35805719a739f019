import {
  err,
  ok,
  type AsyncResult,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
  type ObjectStorage,
  type Provided,
} from '@infra/core';
import { ObjectStorageFront } from '@internal/storage-rules';
import { errors, PROVIDER } from './errors.js';
import { MemoryDriver } from './memory-driver.js';
import type { MemoryStorageOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';

/** Objects in this process. */
export interface MemoryStorage extends ObjectStorage, Provided, Lifecycle, HealthCheck {}

/**
 * Makes an object storage in this process, with the rules of the real ones. Holds no timer and no handle.
 * Throws `validation` for an option that makes no sense, and for nothing else.
 */
export function createMemoryStorage(options: MemoryStorageOptions = {}): MemoryStorage {
  const resolved = resolveOptions(options);
  const driver = new MemoryDriver(resolved);
  return Object.assign(new ObjectStorageFront(driver, resolved.bucket, resolved.policy), {
    provider: PROVIDER,
    health: ({ signal }: IoOptions = {}): AsyncResult<Health> =>
      Promise.resolve(signal?.aborted === true ? err(errors.cancelled('health')) : ok(healthOf(driver))),
    close: () => {
      driver.close();
      return Promise.resolve(ok());
    },
    [Symbol.asyncDispose]: () => {
      driver.close();
      return Promise.resolve();
    },
  });
}

function healthOf(driver: MemoryDriver): Health {
  if (driver.isClosed) return { status: 'down', latencyMs: 0, reason: 'The storage is closed.' };
  return { status: 'up', latencyMs: 0, details: { ...driver.size() } };
}
