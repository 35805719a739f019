import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestClock,
  neutralLayers,
  runConformance,
  storageSuite,
  wrapStorages,
  type StorageHarness,
} from '@infra/conformance';
import type { ObjectStorage } from '@infra/core';
import { decorate, storageSpec } from '@infra/layers';
import { afterAll, describe, test } from 'vitest';
import { createLocalStorage, type LinkedLocalStorage } from '../src/index.js';
import { namingOf, type NamingKind } from '../src/naming.js';
import { relativePathOf } from '../src/paths.js';

const folder = mkdtempSync(join(tmpdir(), 'storage-local-suite-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A harness of storages whose names on disk are of one kind, as a root of that file system would record it. */
function harnessOf(kind: NamingKind): StorageHarness {
  const clock = createTestClock(new Date());
  const roots = new WeakMap<ObjectStorage, string>();
  const byAddress = new Map<string, LinkedLocalStorage>();
  let count = 0;
  return {
    make: async (options) => {
      count += 1;
      const root = mkdtempSync(join(folder, 'root-'));
      mkdirSync(join(root, '.storage'));
      writeFileSync(join(root, '.storage', 'root.json'), JSON.stringify({ version: 1, names: kind }));
      const baseUrl = `http://storage-${count}.test/some/files`;
      const secrets = 'a secret of the tests, long enough';
      const storage = createLocalStorage({
        ...options,
        root,
        durability: 'none',
        clock,
        signedUrls: { baseUrl, secrets },
      });
      byAddress.set(new URL(baseUrl).host, storage);
      roots.set(storage, root);
      return storage;
    },
    peek: async (storage, key) => {
      const root = roots.get(storage) ?? '';
      const path = join(root, 'default', relativePathOf(key, namingOf(kind)));
      const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      const shard = ((stats.mtimeNs / 1_000n) % 256n).toString(16).padStart(2, '0');
      const sidecar = join(root, '.storage/metadata/default', shard, `${stats.mtimeNs}-${stats.size}.json`);
      const { contentType } = JSON.parse(readFileSync(sidecar, 'utf8')) as { readonly contentType: string };
      return { bytes: readFileSync(path), contentType };
    },
    fetch: async (request) =>
      (await byAddress.get(new URL(request.url).host)?.fetch(request)) ?? new Response(null, { status: 502 }),
    advance: async (ms) => clock.advance(ms),
  };
}

describe('conformance', () => {
  runConformance(storageSuite, harnessOf('exact'), test);
});

describe('conformance, decorated, with the names that a file system needs which ignores case', () => {
  const harness = wrapStorages(harnessOf('folded'), (storage) => decorate(storage, storageSpec, ...neutralLayers()));
  runConformance(storageSuite, harness, test);
});
