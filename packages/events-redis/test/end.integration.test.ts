import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort, startRedis } from '@tooling/servers';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('end.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

async function outcomeOf(...args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, ['--import', tsx, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  return JSON.parse(output);
}

test('with Redis up a process ends by itself after close', async () => {
  await using server = await startRedis();
  expect(await outcomeOf(server.url)).toEqual({ published: true, seen: 1, inTime: true });
});

test('with Redis dead it does, too', async () => {
  const url = `redis://127.0.0.1:${String(await freePort())}`;
  expect(await outcomeOf(url)).toEqual({ published: false, seen: 0, inTime: true });
});

test('and with a Redis that stopped answering it closes by its deadline', async () => {
  await using server = await startRedis();
  expect(await outcomeOf(server.url, String(server.pid))).toEqual({ published: true, seen: 1, inTime: true });
});
