import {
  unwrap,
  type AsyncResult,
  type CloseOptions,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
  type ObjectStorage,
  type Provided,
} from '@infra/core';
import { ObjectStorageFront } from '@internal/storage-rules';
import { PROVIDER } from './errors.js';
import type { TemplateStorageOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';
import { TemplateDriver } from './template-driver.js';

const CLOSE_DEADLINE_MS = 5_000;

/** Objects in Template. With signed links, `LinkedStorageFront` takes the place of `ObjectStorageFront`. */
export interface TemplateStorage extends ObjectStorage, Provided, Lifecycle, HealthCheck {}

/** Makes an object storage. Does no I/O. Throws `validation` for an option that makes no sense, and for nothing else. */
export function createTemplateStorage(options: TemplateStorageOptions = {}): TemplateStorage {
  const resolved = resolveOptions(options);
  const driver = new TemplateDriver(resolved);
  return Object.assign(new ObjectStorageFront(driver, resolved.bucket, resolved.policy), {
    provider: PROVIDER,
    health: ({ signal }: IoOptions = {}): AsyncResult<Health> => driver.health(signal),
    close: ({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> => driver.close(deadlineMs),
    [Symbol.asyncDispose]: async () => {
      unwrap(await driver.close(CLOSE_DEADLINE_MS));
    },
  });
}
