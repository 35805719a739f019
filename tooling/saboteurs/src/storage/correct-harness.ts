import {
  createTestClock,
  type StorageHarness,
  type StorageHarnessOptions,
  type StorageUnderTest,
} from '@infra/conformance';
import { err, InfraError, type Err, type ObjectStorage } from '@infra/core';
import { createMemoryStorage } from '@infra/storage-memory';
import { follow, withLinks } from './linked-storage.js';
import type { LinkFlaws, Signer } from './links.js';
import { faulty } from './spoil.js';

/** New storages without fault, for saboteurs to spoil, with links that work, or have flaws, and a clock that moves them. */
export function correctStorageHarness(flaws: LinkFlaws = {}): StorageHarness {
  const clock = createTestClock();
  const servers = new Map<string, { readonly storage: ObjectStorage; readonly signer: Signer }>();
  const make = async (options: StorageHarnessOptions = {}): Promise<StorageUnderTest> => {
    const origin = `http://storage-${String(servers.size)}.test`;
    const signer = { origin, clock, policy: options.policy, flaws };
    const storage = createMemoryStorage({ ...options, clock });
    servers.set(origin, { storage, signer });
    return withLinks(storage, signer);
  };
  return {
    make,
    peek: async (storage, key) => {
      const found = await storage.get(key);
      if (!found.ok || found.value === undefined) return undefined;
      return { bytes: found.value.bytes, contentType: found.value.info.contentType };
    },
    fetch: async (request) => {
      const server = servers.get(new URL(request.url).origin);
      return server === undefined ? Response.error() : follow(server.storage, server.signer, request);
    },
    advance: async (ms) => {
      clock.advance(ms);
    },
    multipartBytes: 100_000,
    unreachable: async () => unreachable(await make()),
  };
}

/** What an operation returns while its backend is gone. */
export function gone(): Promise<Err<InfraError>> {
  const error = { code: 'unavailable', message: 'gone', provider: 'test', operation: 'storage.test' } as const;
  return Promise.resolve(err(new InfraError(error)));
}

function unreachable(storage: StorageUnderTest): StorageUnderTest {
  const nothing: Partial<ObjectStorage> = {
    put: gone,
    get: gone,
    getStream: gone,
    stat: gone,
    exists: gone,
    delete: gone,
    deleteMany: gone,
    list: gone,
    copy: gone,
    move: gone,
    buckets: { create: gone, stat: gone, list: gone, setAccess: gone, empty: gone, delete: gone },
  };
  return {
    ...faulty(storage, () => nothing),
    health: async () => ({ ok: true, value: { status: 'down', latencyMs: 0, reason: 'gone' } }),
  };
}
