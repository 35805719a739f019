import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwrap } from '@infra/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compositionFile } from '../src/composition/composition-file.js';
import { defaultComposition } from '../src/composition/composition.js';
import type { Composition, Layers } from '../src/contract.js';
import { noLayers } from '../src/layers/layer-table.js';
import { packageRoot } from '../src/package-root.js';
import { createBackingServers } from '../src/providers/backing-servers.js';
import { describePorts } from '../src/providers/registry.js';
import { ensureBuilt } from './build.js';
import { DRIVER, STARTER } from './copied-driver.js';

// What is copied runs as it is copied, on the built packages, in a process of its own that has to end by itself.

const servers = createBackingServers({});
let folder: string;
beforeAll(async () => {
  await ensureBuilt();
  const cache = join(packageRoot(), '.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'copied-'));
}, 180_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  unwrap(await servers.close());
});

const LONGEST_MS = 50_000;
let programs = 0;

async function run(
  change: Partial<Composition>,
  layers: Partial<Layers>,
  env: NodeJS.ProcessEnv,
  driver = DRIVER,
): Promise<unknown> {
  const setup = { composition: { ...defaultComposition, ...change }, layers: { ...noLayers, ...layers } };
  const file = join(folder, `compose-${(programs += 1)}.ts`);
  await writeFile(file, compositionFile(setup, await describePorts()).text + driver);
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: packageRoot(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  const line = stdout.split('\n').find((text) => text.startsWith('{"placed"'));
  if (child.exitCode !== 0 || line === undefined) throw new Error(`${child.exitCode}\n${stdout}\n${stderr}`);
  return JSON.parse(line);
}

const WORKED = {
  ...{ placed: 5, effects: 5, statuses: ['fulfilled p-ada 2'], trail: ['create', 'update'], health: 'up' },
  columns: [
    ...['createdAt', 'currency', 'customer', 'deletedAt', 'failure', 'id', 'items', 'parcel', 'run', 'status'],
    ...['total', 'updatedAt', 'updatedBy', 'version'],
  ],
};

const around: Partial<Layers> = {
  database: { observe: {}, ratelimit: {}, bulkhead: {}, total: {}, retry: {}, breaker: {}, timeout: {} },
  events: { observe: {}, retry: {} },
};

test.each([
  ['memory', {}],
  ['memory', around],
  ['pglite', {}],
  ['pglite', around],
])(
  'what is copied for %s places orders and has their effects once: %j',
  async (database, layers) => {
    expect(await run({ database }, layers, {})).toEqual({ ...WORKED, more: 5 });
  },
  60_000,
);

test('what is copied for PostgreSQL and Redis works, and finds what is there', async () => {
  const [postgres, redis] = await Promise.all([servers.postgres(), servers.redis()]);
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  const composition = { database: 'postgres', events: 'redis' };
  // Nothing is there, and several processes make it.
  const starts = [1, 2, 3].map(() => run(composition, {}, env, STARTER));
  expect(await Promise.all(starts)).toEqual([{ placed: 0 }, { placed: 0 }, { placed: 0 }]);
  expect(await run({ ...composition, events: 'memory' }, {}, env)).toEqual({ ...WORKED, more: 5 });
  expect(await run(composition, around, env)).toEqual({ ...WORKED, more: 10 });
}, 150_000);
