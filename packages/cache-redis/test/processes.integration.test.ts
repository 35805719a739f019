import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort, startRedis, type RedisServer } from '@tooling/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('load-once.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());

interface Outcome {
  readonly runs: number;
  readonly right: number;
}

function start(key: string, mode: 'load' | 'hang', url = server.url): ChildProcess {
  return spawn(process.execPath, ['--import', tsx, script, url, key, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
  });
}

/** What the process printed last, once it has ended by itself. */
async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Outcome;
}

test('four processes with 25 callers each run one loader, and end by themselves', async () => {
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => outcomeOf(start('herd', 'load'))));
  expect(outcomes.map(({ right }) => right)).toEqual([25, 25, 25, 25]);
  expect(outcomes.reduce((sum, { runs }) => sum + runs, 0)).toBe(1);
});

test('when the process that loads is killed, another takes over once its claim has expired', async () => {
  const holder = start('killed', 'hang');
  if (holder.stdout === null) throw new Error('no stdout');
  await once(holder.stdout, 'data');
  const waiting = outcomeOf(start('killed', 'load'));
  holder.kill('SIGKILL');
  await once(holder, 'close');
  expect(await waiting).toEqual({ runs: 1, right: 25 });
});

test('with Redis dead a process gets its value all the same, and ends by itself', async () => {
  const url = `redis://127.0.0.1:${String(await freePort())}`;
  expect(await outcomeOf(start('dead', 'load', url))).toEqual({ runs: 1, right: 25 });
});
