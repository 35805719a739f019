import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort, startRedis } from '@tooling/servers';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('consume.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

/** What a process with so many calls printed, once it has ended by itself. */
async function outcomeOf(url: string, calls: number): Promise<unknown> {
  const child = spawn(process.execPath, ['--import', tsx, script, url, String(calls)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  return JSON.parse(output);
}

test('two processes with 5,000 calls each admit exactly the limit together, and end by themselves', async () => {
  await using server = await startRedis();
  const [left, right] = (await Promise.all([outcomeOf(server.url, 5_000), outcomeOf(server.url, 5_000)])) as [
    { readonly admitted: number },
    { readonly admitted: number },
  ];
  expect(left.admitted + right.admitted).toBe(1_000);
});

test('with Redis dead a process gets its answers all the same, and ends by itself', async () => {
  const url = `redis://127.0.0.1:${String(await freePort())}`;
  expect(await outcomeOf(url, 20)).toEqual({ admitted: 0, unverified: 20 });
});
