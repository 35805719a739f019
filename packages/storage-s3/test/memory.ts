import { unwrap } from '@infra/core';
import { startS3 } from '@tooling/servers';
import { expect } from 'vitest';
import { runChild } from './children.js';
import { MIB, openStorage } from './setup.js';

/** The promise: a stream of any size, there and back, in less than this above what the process had before. */
const MOST_MIB = 64;

export async function expectLittleMemory(megabytes: number, timeoutMs: number): Promise<void> {
  await using server = await startS3();
  const { endpoint, region, credentials } = server;
  await using storage = await openStorage(server, { bucket: 'memory' });
  const settings = JSON.stringify({ endpoint, region, credentials, bucket: 'memory' });
  const outcome = await runChild<{ readonly bytes: number; readonly grownMiB: number }>(
    'transfer.process.ts',
    [settings, String(megabytes)],
    timeoutMs,
  );
  expect(outcome.bytes).toBe(megabytes * MIB);
  expect(outcome.grownMiB).toBeLessThan(MOST_MIB);
  expect(unwrap(await storage.stat('k'))?.size).toBe(megabytes * MIB);
}
