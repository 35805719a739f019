import {
  unwrap,
  type AsyncResult,
  type Cache,
  type CloseOptions,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
  type Provided,
} from '@infra/core';
import { CacheNamespace } from '@internal/cache-rules';
import { StoreDriver } from '@internal/cache-store';
import { errors, PROVIDER } from './errors.js';
import { resolveOptions, type TemplateCacheOptions } from './options.js';
import { TemplateStore } from './template-store.js';

const CLOSE_DEADLINE_MS = 5_000;

/** A cache that keeps its entries in Template. */
export interface TemplateCache extends Cache, Provided, Lifecycle, HealthCheck {}

/** Makes a cache. Does no I/O. Throws `validation` for an option that makes no sense, and for nothing else. */
export function createTemplateCache(options: TemplateCacheOptions = {}): TemplateCache {
  const resolved = resolveOptions(options);
  const driver = new StoreDriver(new TemplateStore(resolved), { ...resolved, provider: PROVIDER, errors });
  return Object.assign(new CacheNamespace<unknown>(driver, '', resolved.ttlMs), {
    provider: PROVIDER,
    health: ({ signal }: IoOptions = {}): AsyncResult<Health> => driver.health(signal),
    close: ({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> => driver.close(deadlineMs),
    [Symbol.asyncDispose]: async () => {
      unwrap(await driver.close(CLOSE_DEADLINE_MS));
    },
  });
}
