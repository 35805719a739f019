import type { Cache, PortSpec } from '@infra/core';
import { definePort } from '../define-port.js';

/** `increment` counts twice when it is repeated; whatever else a cache does is the same done once more. */
export const cacheSpec: PortSpec<Cache> = definePort<Cache>('cache', {
  get: { optionsAt: 1, idempotent: true },
  getMany: { optionsAt: 1, idempotent: true },
  set: { optionsAt: 2, idempotent: true },
  setMany: { optionsAt: 1, idempotent: ([entries]) => Array.isArray(entries) || entries instanceof Map },
  delete: { optionsAt: 1, idempotent: true },
  deleteMany: { optionsAt: 1, idempotent: true },
  has: { optionsAt: 1, idempotent: true },
  clear: { optionsAt: 0, idempotent: true },
  getOrSet: { optionsAt: 2, callback: true },
  increment: { optionsAt: 2, idempotent: false },
  invalidatePattern: { optionsAt: 1, idempotent: true },
  invalidateTags: { optionsAt: 1, idempotent: true },
  namespace: 'child',
});
