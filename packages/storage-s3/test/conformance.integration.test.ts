import { randomUUID } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { neutralLayers, runConformance, storageSuite, wrapStorages, type StorageHarness } from '@infra/conformance';
import type { Clock, ObjectStorage } from '@infra/core';
import { systemClock } from '@internal/clock';
import { decorate, storageSpec } from '@infra/layers';
import { freePort, startS3, type S3Server } from '@tooling/servers';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createS3Storage, type S3StorageOptions } from '../src/index.js';
import { fetchFrom, hostStyleClient, MIB, openStorage, rawClient } from './setup.js';

const PART_BYTES = 5 * MIB;

/** One of another region each: in `us-east-1`, S3 lets one create one's own bucket twice. */
const regions = { path: 'eu-central-1', host: 'us-east-1' } as const;
type Style = keyof typeof regions;

const servers = new Map<Style, S3Server>();
const buckets = new WeakMap<ObjectStorage, string>();
const ahead = { path: 0, host: 0 };

function serverOf(style: Style): S3Server {
  const server = servers.get(style);
  if (server === undefined) throw new Error('The server is not there yet');
  return server;
}

beforeAll(async () => {
  for (const style of ['path', 'host'] as const) servers.set(style, await startS3({ region: regions[style] }));
});
afterAll(async () => {
  for (const server of servers.values()) await server.close();
});

function harnessFor(style: Style, connect: () => Partial<S3StorageOptions>): StorageHarness {
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + ahead[style]) };
  return {
    async make(options) {
      const bucket = `t-${randomUUID()}`;
      const storage = await openStorage(serverOf(style), {
        ...options,
        ...connect(),
        bucket,
        clock,
        partBytes: PART_BYTES,
      });
      buckets.set(storage, bucket);
      return storage;
    },
    async peek(storage, key) {
      const raw = rawClient(serverOf(style));
      try {
        const found = await raw.send(new GetObjectCommand({ Bucket: buckets.get(storage), Key: key }));
        const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
        return { bytes, contentType: found.ContentType ?? '' };
      } catch (cause) {
        if (cause instanceof Error && cause.name === 'NoSuchKey') return undefined;
        throw cause;
      } finally {
        raw.destroy();
      }
    },
    fetch: (request) => fetchFrom(serverOf(style), request),
    async advance(ms) {
      ahead[style] += ms;
      await serverOf(style).advance(ms);
    },
    multipartBytes: PART_BYTES,
    unreachable: async (options) => {
      const endpoint = `http://127.0.0.1:${String(await freePort())}`;
      const { credentials } = serverOf(style);
      return createS3Storage({ ...options, endpoint, credentials, bucket: 'unreachable', timeoutMs: 500 });
    },
  };
}

describe('in path style, with a client of its own', () => {
  runConformance(
    storageSuite,
    harnessFor('path', () => ({})),
    test,
  );
});

describe('in virtual-host style, with a client that it was given', () => {
  const client = (): ReturnType<typeof hostStyleClient> => (given ??= hostStyleClient(serverOf('host')));
  let given: ReturnType<typeof hostStyleClient> | undefined;
  afterAll(() => given?.destroy());
  runConformance(
    storageSuite,
    harnessFor('host', () => ({
      client: client(),
      publicBaseUrl: `http://{bucket}.${serverOf('host').domain}:${String(serverOf('host').port)}`,
    })),
    test,
  );
});

describe('decorated', () => {
  runConformance(
    storageSuite,
    wrapStorages(
      harnessFor('path', () => ({})),
      (storage) => decorate(storage, storageSpec, ...neutralLayers()),
    ),
    test,
  );
});
