import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually, isRunning, listens, startOwner } from './support/processes.js';

const GONE_WITHIN_MS = 2_000;

describe.each(['redis', 'postgres', 's3'] as const)('the life of a %s server', (kind) => {
  test('ends when its owner is killed with SIGKILL, and its files go too', async () => {
    const temp = await mkdtemp(join(tmpdir(), 'lifetime-test-'));
    onTestFinished(() => rm(temp, { recursive: true, force: true }));
    // As root, PostgreSQL runs as a user who has to get through.
    await chmod(temp, 0o755);
    const files = async (): Promise<string[]> => (await readdir(temp)).filter((name) => name.startsWith('infra-'));
    const owner = await startOwner(kind, 'stay', temp);
    expect(await listens(owner.server.port)).toBe(true);
    expect(await files()).toHaveLength(1);
    owner.kill('SIGKILL');
    expect(await owner.ended).toEqual({ code: null, signal: 'SIGKILL' });
    // Asked for both: a process of several threads counts as a zombie a moment before its sockets are closed.
    const gone = async (): Promise<boolean> => !isRunning(owner.server.pid) && !(await listens(owner.server.port));
    expect(await eventually(gone, GONE_WITHIN_MS)).toBe(true);
    expect(await eventually(async () => (await files()).length === 0, 5_000)).toBe(true);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with an owner that %s ends, whose signal stays as it is',
    async (signal) => {
      const owner = await startOwner(kind, 'stay');
      owner.kill(signal);
      expect(await owner.ended).toEqual({ code: null, signal });
      expect(await eventually(() => !isRunning(owner.server.pid), GONE_WITHIN_MS)).toBe(true);
    },
  );

  test('ends with an owner that calls process.exit, whose code stays as it is', async () => {
    const owner = await startOwner(kind, 'exit');
    expect(await owner.ended).toEqual({ code: 7, signal: null });
    expect(await eventually(() => !isRunning(owner.server.pid), GONE_WITHIN_MS)).toBe(true);
  });

  test('lets its owner end by itself after close()', async () => {
    const owner = await startOwner(kind, 'close');
    expect(await owner.ended).toEqual({ code: 0, signal: null });
    expect(isRunning(owner.server.pid)).toBe(false);
  });

  test('lets its owner end by itself without close(), and ends with it', async () => {
    const owner = await startOwner(kind, 'forget');
    expect(await owner.ended).toEqual({ code: 0, signal: null });
    expect(await eventually(() => !isRunning(owner.server.pid), GONE_WITHIN_MS)).toBe(true);
  });
});

test('a paused Redis ends when its owner is killed with SIGKILL', async () => {
  const owner = await startOwner('redis', 'pause');
  owner.kill('SIGKILL');
  await owner.ended;
  expect(await eventually(() => !isRunning(owner.server.pid), GONE_WITHIN_MS)).toBe(true);
});
