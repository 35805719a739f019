import type { ObjectBody, ObjectStorage, PortSpec } from '@infra/core';
import { definePort } from '../define-port.js';

/** A conditional write that went through is a conflict when it is repeated, and a stream can be read once only. */
export const storageSpec: PortSpec<ObjectStorage> = definePort<ObjectStorage>('storage', {
  put: { optionsAt: 2, idempotent: ([, body, options]) => options?.ifNoneMatch === undefined && isReadAgain(body) },
  get: { optionsAt: 1, idempotent: true },
  getStream: { optionsAt: 1, idempotent: true },
  stat: { optionsAt: 1, idempotent: true },
  exists: { optionsAt: 1, idempotent: true },
  delete: { optionsAt: 1, idempotent: true },
  deleteMany: { optionsAt: 1, idempotent: true },
  list: { optionsAt: 0, idempotent: true },
  copy: { optionsAt: 2, idempotent: ([, , options]) => options?.ifNoneMatch === undefined },
  move: { optionsAt: 2, idempotent: false },
  bucket: 'child',
  buckets: {
    create: { optionsAt: 1, idempotent: false },
    stat: { optionsAt: 1, idempotent: true },
    list: { optionsAt: 0, idempotent: true },
    setAccess: { optionsAt: 2, idempotent: true },
    empty: { optionsAt: 1, idempotent: true },
    delete: { optionsAt: 1, idempotent: false },
  },
  signedUrls: {
    get: { optionsAt: 1, idempotent: true },
    put: { optionsAt: 1, idempotent: true },
  },
});

function isReadAgain(body: ObjectBody): boolean {
  return typeof body === 'string' || body instanceof Uint8Array || body instanceof Blob;
}
