import { startPostgres, startRedis } from '@tooling/servers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.js';
import { createPlaygrounds } from './playgrounds.js';

beforeAll(ensureBuilt, 180_000);

const ALL_REDIS = ['--queue', 'redis', '--events', 'redis', '--cache', 'redis'];
const ORDERS = ['--exit', '--json', '--scenario', 'orders', '--orders', '120', '--poison', '4'];

const playground = createPlaygrounds({ REDIS_URL: '', DATABASE_URL: '' });

interface Document {
  readonly run: {
    readonly status: string;
    readonly providers: Readonly<Record<string, string>>;
    readonly steps: readonly { readonly name: string; readonly status: string; readonly reason?: string }[];
  };
  readonly servers: readonly string[];
}

async function ran(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Document & { readonly code: unknown }> {
  const { code, stdout } = await playground([...ORDERS, ...args], env).ended();
  return { code, ...(JSON.parse(stdout) as Document) };
}

const stepsOf = ({ run }: Document) => run.steps.map(({ name, status, reason }) => [name, status, reason]);

describe('orders', () => {
  test('come to the same on memory and on Redis, where one server serves all three ports', async () => {
    const [onMemory, onRedis] = [await ran([]), await ran(ALL_REDIS)];
    expect(stepsOf(onRedis)).toEqual(stepsOf(onMemory));
    expect(onRedis).toMatchObject({
      code: 0,
      run: { status: 'ok', providers: { queue: 'redis', events: 'redis', cache: 'redis', storage: 'memory' } },
      servers: [expect.stringMatching(/^(redis|valkey)-server \d/)],
    });
    expect(onMemory).toMatchObject({ code: 0, servers: [] });
  });

  test.each([
    ['pglite', []],
    ['postgres', [expect.stringMatching(/^PostgreSQL 18/)]],
  ])(
    'come to the same with their rows on %s',
    async (database, servers) => {
      const done = await ran(['--database', database]);
      expect(done).toMatchObject({ code: 0, run: { status: 'ok', providers: { database } }, servers });
      expect(done.run.steps.filter(({ status }) => status !== 'ok')).toEqual([]);
    },
    90_000,
  );

  test('hold behind layers around a database that is slow, and on one that fails they do not', async () => {
    const args = ['--database', 'postgres', '--layers', 'database=observe,retry,breaker,timeout:ms=2000'];
    const slow = await ran([...args, '--fault', 'database:latency=1:jitter=2:for=0']);
    expect([slow.code, slow.run.steps.filter(({ status }) => status !== 'ok')]).toEqual([0, []]);
    const broken = await ran([...args, '--fault', 'database:errors=100:for=0', '--orders', '5']);
    expect([broken.code, broken.run.steps[0]?.reason]).toEqual([
      1,
      expect.stringContaining('not placed: 5 unavailable'),
    ]);
  }, 90_000);

  test.each([
    // Replaying may not be done twice, so that no layer does it again: there the queue is slow, and does not fail.
    ['queue', 'breaker,timeout', 'latency=1:jitter=4:for=0'],
    ['events', 'observe,retry:attempts=8:delayMs=1,bulkhead', 'errors=10:for=0'],
  ])('hold behind layers around %s', async (port, layers, fault) => {
    const args = ['--layers', `${port}=${layers}`, '--fault', `${port}:${fault}`, ...ALL_REDIS];
    const { code, run } = await ran(args);
    expect([code, run.steps.filter(({ status }) => status !== 'ok')]).toEqual([0, []]);
  });

  test.each([['--queue'], ['--events']])('%s redis without a server says how to get one', async (option) => {
    const env = { REDIS_URL: 'redis://user:hunter2@127.0.0.1:1' };
    const { code, stderr } = await playground(['--exit', '--scenario', 'orders', option, 'redis'], env).ended();
    expect(code).toBe(3);
    expect(stderr).toContain(`${option} redis needs a Redis server. How to get one:`);
    expect(stderr).not.toContain('hunter2');
  });

  test('on a PostgreSQL that is not there say how to get one', async () => {
    const env = { DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/none' };
    const { code, stderr } = await playground(
      ['--exit', '--scenario', 'orders', '--database', 'postgres'],
      env,
    ).ended();
    expect(code).toBe(3);
    expect(stderr).toContain('--database postgres needs a PostgreSQL server. How to get one:');
    expect(stderr).not.toContain('hunter2');
  });

  test('that were placed while the bus was down are delivered by the next process on the same PostgreSQL', async () => {
    const postgres = await startPostgres();
    try {
      const env = { DATABASE_URL: postgres.url };
      const args = ['--port', '0', '--database', 'postgres'];
      const fault = ['--fault', 'events:errors=100:for=0', '--orders', '20', '--poison', '0'];
      const first = playground([...args, ...ORDERS.slice(2), ...fault], env);
      const at = async (url: string, path: string): Promise<unknown> => (await fetch(`${url}/api/${path}`)).json();
      // It runs until nothing has moved for seconds; the page is there after that.
      const url = await first.url();
      expect(await at(url, 'orders')).toMatchObject({ counts: { placed: 20, fulfilled: 0 } });
      first.kill('SIGKILL');
      await first.ended();
      const next = await playground([...args, '--scenario', 'traffic', '--seconds', '1'], env).url();
      await expect
        .poll(() => at(next, 'orders'), { timeout: 60_000, interval: 500 })
        .toMatchObject({ counts: { placed: 0, fulfilled: 20 } });
      expect(await at(next, 'outbox')).toMatchObject({ outbox: { pending: 0, parked: 0 }, parked: [] });
    } finally {
      await postgres.close();
    }
  }, 120_000);

  test('of a run that was killed are fulfilled by the next process on the same Redis', async () => {
    const redis = await startRedis();
    try {
      const env = { REDIS_URL: redis.url };
      const fault = ['--fault', 'queue:fulfil:hang:for=0', '--orders', '20', '--poison', '0'];
      const first = playground(['--port', '0', ...ORDERS.slice(2), ...ALL_REDIS, ...fault], env);
      const url = await first.url();
      const countsAt = async (at: string): Promise<unknown> => (await fetch(`${at}/api/work`)).json();
      await expect.poll(() => countsAt(url), { timeout: 15_000 }).toMatchObject({ queue: { counts: { active: 16 } } });
      first.kill('SIGKILL');
      await first.ended();
      // Of those 16 the lease has to run out; the others wait for nothing.
      const second = playground(['--port', '0', '--scenario', 'traffic', '--seconds', '1', ...ALL_REDIS], env);
      const next = await second.url();
      await expect
        .poll(() => countsAt(next), { timeout: 90_000, interval: 500 })
        .toMatchObject({ queue: { counts: { active: 0, waiting: 0, completed: 40 } } });
    } finally {
      await redis.close();
    }
  }, 120_000);
});
