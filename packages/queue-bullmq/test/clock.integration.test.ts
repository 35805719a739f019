import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ok, unwrap, type JobType } from '@infra/core';
import { testRedis } from '@tooling/servers/vitest';
import { describe, expect, test, vi } from 'vitest';
import { createBullmqQueue } from '../src/index.js';

interface Jobs {
  readonly work: JobType;
}

const script = fileURLToPath(new URL('clock.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;
const { url } = testRedis();

/** A worker in a process of its own, whose wall clock can be moved. It ends when it is disposed of. */
async function startWorker(name: string) {
  const child = spawn(process.execPath, ['--import', tsx, script, url, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const reading = createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of [...waiting]) look();
  });
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  await until(() => lines.includes('ready'));
  return {
    lines,
    until,
    async move(ms: number): Promise<void> {
      const before = lines.filter((line) => line === 'moved').length;
      child.stdin.write(`${String(ms)}\n`);
      await until(() => lines.filter((line) => line === 'moved').length > before);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      child.stdin.end();
      const [code] = child.exitCode === null ? ((await once(child, 'close')) as [number | null]) : [child.exitCode];
      reading.close();
      expect(code).toBe(0);
    },
  };
}

const MINUTE_MS = 60_000;

describe.concurrent.each([
  ['an hour ahead', 60 * MINUTE_MS],
  ['an hour back', -60 * MINUTE_MS],
  ['a minute ahead', MINUTE_MS],
  ['a minute back', -MINUTE_MS],
])('the wall clock of a process that works is set %s', (_, shiftMs) => {
  test('what it runs stays its own: leases are on the server’s time, and are renewed by a timer', async () => {
    const name = `clock-${randomUUID()}`;
    await using queue = createBullmqQueue<Jobs>({ url, name });
    await using moved = await startWorker(name);
    const added = unwrap(
      await queue.addMany(
        Array.from({ length: 8 }, (_none, index) => ({ name: 'work', payload: `4000 ${String(index)}` })),
      ),
    );
    await moved.until(() => moved.lines.filter((line) => line.startsWith('begin')).length === 8);
    await moved.move(shiftMs);
    // Whoever else works would take over what has lost its lease, which is a second.
    await using other = await startWorker(name);
    for (const job of added) expect((await queue.result(job)).ok).toBe(true);
    expect(other.lines).toEqual(['ready']);
    expect(moved.lines.filter((line) => line.startsWith('begin'))).toHaveLength(8);
    // It goes on, whatever its time, for those who add and for others.
    unwrap(
      await queue.addMany(
        Array.from({ length: 50 }, (_none, index) => ({ name: 'work', payload: `5 q${String(index)}` })),
      ),
    );
    await vi.waitUntil(async () => unwrap(await queue.counts()).completed === 58, { timeout: 10_000 });
    const begun = [...moved.lines, ...other.lines].filter((line) => line.startsWith('begin'));
    expect(begun).toHaveLength(58);
    expect(begun.filter((line) => !line.endsWith(' 1'))).toEqual([]);
  });

  test('delays are by its time: ahead they run early, back they run when any worker’s time has come, and each once', async () => {
    const name = `clock-${randomUUID()}`;
    await using queue = createBullmqQueue<Jobs>({ url, name });
    await using moved = await startWorker(name);
    await moved.move(shiftMs);
    const isAhead = shiftMs > 0;
    const delayMs = isAhead ? shiftMs / 2 : 300;
    const later = unwrap(await queue.add('work', '0 later', { delayMs }));
    if (isAhead) {
      expect((await queue.result(later)).ok).toBe(true);
      expect(unwrap(await queue.stats()).completed).toBe(1);
      return;
    }
    const dueAt = unwrap(await queue.get(later.id))?.runAt?.getTime() ?? Number.NaN;
    await vi.waitUntil(() => Date.now() > dueAt + 200, { timeout: 5_000 });
    expect((await queue.result(unwrap(await queue.add('work', '0 now')))).ok).toBe(true);
    expect(unwrap(await queue.get(later.id))?.state).toBe('delayed');
    unwrap(await queue.process({ work: async () => ok(process.pid) }));
    expect(await queue.result(later)).toEqual(ok(process.pid));
    expect(unwrap(await queue.get(later.id))).toMatchObject({ runs: 1, state: 'completed' });
    expect(moved.lines).not.toContain('begin later 1');
  });
});
