import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { testRedis } from '@tooling/servers/vitest';
import { expect, test } from 'vitest';
import { createRedisEventBus } from '../src/index.js';

const script = fileURLToPath(new URL('frozen.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

const STALL_MS = 1_500;

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { timeout: 20_000, interval: 10 }).toBe(true);
}

test.each([
  ['without a key', undefined],
  ['with a key', 'k'],
])(
  'a process that is frozen while it handles an event %s loses it, learns so when it wakes, and its late answer changes nothing',
  async (_name, key) => {
    const { url } = testRedis();
    const namespace = `frozen-${randomUUID()}`;
    const said: string[] = [];
    const child = spawn(process.execPath, ['--import', tsx, script, url, namespace, String(STALL_MS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
    });
    const ended = once(child, 'close');
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line.trim()));
    const bus = createRedisEventBus<{ readonly tick: number }>({ url, namespace, stallMs: STALL_MS, pollMs: 20 });
    try {
      await until(() => said.includes('ready'));
      unwrap(key === undefined ? await bus.publish('tick', 1) : await bus.ordered.publish(key, 'tick', 1));
      await until(() => said.includes('begin 1'));
      child.kill('SIGSTOP');

      const runs: number[] = [];
      let fail = (): void => undefined;
      const failing = new Promise<void>((resolve) => (fail = resolve));
      const handler = async (_event: unknown, { run }: { readonly run: number }) => {
        runs.push(run);
        if (run > 2) return ok();
        await failing;
        return err(new InfraError({ code: 'unavailable', message: 'again', provider: 'x', operation: 'x' }));
      };
      unwrap(await bus.subscribe('tick', handler, { group: 'g', backoff: { type: 'fixed', delayMs: 20 } }));
      await until(() => runs.length === 1);
      expect(runs).toEqual([2]);
      expect(said).toEqual(['ready', 'begin 1']);

      child.kill('SIGCONT');
      await until(() => said.includes('answered'));
      expect(said).toEqual(['ready', 'begin 1', 'aborted', 'answered']);
      // Still with the other, whose answer counts: it fails, and there is another run, by either of them.
      expect(unwrap(await bus.groups.list())).toMatchObject([{ waiting: 0, active: 1, failed: 0 }]);
      fail();
      await until(() => runs.includes(3) || said.includes('begin 3'));
      await until(async () => unwrap(await bus.groups.list()).every((group) => group.active + group.failed === 0));
      expect(unwrap(await bus.deadLetters.list()).items).toEqual([]);
    } finally {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await ended;
      unwrap(await bus.close());
    }
  },
  60_000,
);
