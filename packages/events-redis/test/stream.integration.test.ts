import { randomUUID } from 'node:crypto';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { startRedis } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { createRedisEventBus, type RedisEventBus } from '../src/index.js';
import { TRIM } from '../src/trim-script.js';

interface Events {
  readonly tick: unknown;
  readonly tock: unknown;
}

const { url } = testRedis();
const raw = new Redis(url);
const made: string[] = [];

function open(options: Partial<Parameters<typeof createRedisEventBus<Events>>[0]> = {}): {
  readonly bus: RedisEventBus<Events>;
  readonly stream: string;
} {
  const namespace = options.namespace ?? `stream-${randomUUID()}`;
  const stream = `{${namespace}:}stream`;
  made.push(stream);
  return { bus: createRedisEventBus<Events>({ url, pollMs: 20, ...options, namespace }), stream };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { timeout: 10_000, interval: 5 }).toBe(true);
}

async function idsOf(stream: string): Promise<readonly string[]> {
  return (await raw.xrange(stream, '-', '+')).map(([id]) => id);
}

/** Trims to `keep` entries, or to what is needed. */
const trim = (stream: string, keep = 0): Promise<unknown> => {
  const base = stream.slice(0, -'stream'.length);
  return raw.eval(TRIM.source, 3, stream, `${base}last`, `${base}last-at`, keep, 100_000, 2_000);
};

afterAll(async () => {
  for (const stream of made) {
    const keys = await raw.keys(stream.replace(/stream$/, '*'));
    if (keys.length > 0) await raw.unlink(...keys);
  }
  await raw.quit();
});

describe('trimming', () => {
  test('drops what every group is done with, and nothing that is unread or pending in any', async () => {
    const { bus, stream } = open();
    await using _ = bus;
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let fast = 0;
    const count = 1_000;
    const stuck = unwrap(
      await bus.subscribe(
        'tick',
        async ({ data }) => {
          if (Number(data) === 450) await gate;
          return ok();
        },
        { group: 'stuck', concurrency: 1 },
      ),
    );
    unwrap(await bus.subscribe('tick', async () => ok((fast += 1)), { group: 'fast', concurrency: 100 }));
    const batch = Array.from({ length: count }, (_event, data) => ({ type: 'tick', data }) as const);
    unwrap(await bus.publishMany(batch));
    const before = await idsOf(stream);
    await until(async () => fast === count && (await raw.xpending(stream, '["stuck","tick"]'))[1] === before[450]);
    await trim(stream);
    const left = await idsOf(stream);
    expect(left.length).toBeLessThan(count);
    // By whole nodes of a hundred: at most that much of what could go is left.
    expect(left.length).toBeLessThanOrEqual(count - 450 + 100);
    expect(left.slice(-(count - 450))).toEqual(before.slice(450));
    release();
    await until(async () =>
      (await bus.groups.list().then(unwrap)).every(({ waiting, active }) => waiting + active === 0),
    );
    await trim(stream);
    expect((await idsOf(stream)).length).toBeLessThanOrEqual(100);
    unwrap(await stuck.close());
  });

  test('keeps what waits for a group of which nobody is there', async () => {
    const { bus, stream } = open();
    await using _ = bus;
    const away = unwrap(await bus.subscribe('tick', async () => ok(), { group: 'away' }));
    unwrap(await away.close());
    unwrap(await bus.publishMany(Array.from({ length: 300 }, (_event, data) => ({ type: 'tick', data }) as const)));
    await trim(stream);
    expect((await idsOf(stream)).length).toBe(300);
    let seen = 0;
    unwrap(await bus.subscribe('tick', async () => ok((seen += 1)), { group: 'away', concurrency: 50 }));
    await until(() => seen === 300);
  });
});

describe('what cannot be read', () => {
  test('goes to the dead letters, and the consumer goes on', async () => {
    const told: InfraError[] = [];
    const { bus, stream } = open({ onError: (error) => told.push(error) });
    await using _ = bus;
    const seen: unknown[] = [];
    unwrap(await bus.subscribe('*', async ({ data }) => ok(seen.push(data)), { group: 'g' }));
    await raw.xadd(stream, '*', 'something', 'else');
    await raw.call('XADD', stream, '*', 't', 'tick', 'e', Buffer.from([0xff, 0xfe, 0x00]), 'd', '{');
    await raw.xadd(stream, '*', 't', 'tick', 'e', '{"id":"1","source":"/","time":1}', 'd', '~{broken');
    unwrap(await bus.publish('tick', 'fine'));
    await until(() => seen.length === 1);
    await until(async () => unwrap(await bus.deadLetters.list()).items.length === 3);
    const letters = unwrap(await bus.deadLetters.list()).items;
    expect(letters.every(({ event, reason }) => event === undefined && reason.code === 'internal')).toBe(true);
    expect(told).toHaveLength(3);
    const [letter] = letters;
    const replayed = await bus.deadLetters.replay(letter?.id ?? '');
    expect(replayed).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(unwrap(await bus.deadLetters.replayAll())).toBe(0);
    const typed = letters.find(({ type }) => type === 'tick');
    unwrap(await bus.deadLetters.replayAs({ id: typed?.id ?? '', type: 'tick' }, 'mended'));
    await until(() => seen.includes('mended'));
  });
});

describe('recovery', () => {
  test('a handler that takes longer than stallMs keeps its event: it gives a sign of life', async () => {
    const { bus } = open({ stallMs: 150 });
    await using _ = bus;
    const runs: number[] = [];
    const slow = async (_event: unknown, { run }: { readonly run: number }) => {
      runs.push(run);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return run > 1 ? ok() : err(new InfraError({ code: 'unavailable', message: 'x', provider: 'x', operation: 'x' }));
    };
    const backoff = { type: 'fixed', delayMs: 0 } as const;
    for (let member = 0; member < 2; member += 1) {
      unwrap(await bus.subscribe('tick', slow, { group: 'g', backoff }));
    }
    unwrap(await bus.publish('tick', 1));
    await until(() => runs.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    // The second run is the retry, from beside the stream: it keeps its event, too.
    expect(runs).toEqual([1, 2]);
  });

  test('an event whose processes die again and again is dead, and says why', async () => {
    const { bus, stream } = open({ stallMs: 100, maxCrashes: 2 });
    await using _ = bus;
    const made = unwrap(await bus.subscribe('tick', async () => ok(), { group: 'g' }));
    unwrap(await made.close());
    unwrap(await bus.publish('tick', 1));
    // Consumers that take it and give no sign of life.
    await raw.xreadgroup('GROUP', '["g","tick"]', 'dead-1', 'COUNT', 1, 'STREAMS', stream, '>');
    const [id = ''] = await idsOf(stream);
    for (const consumer of ['dead-2', 'dead-3']) await raw.xclaim(stream, '["g","tick"]', consumer, 0, id);
    let runs = 0;
    unwrap(await bus.subscribe('tick', async () => ok((runs += 1)), { group: 'g' }));
    await until(async () => unwrap(await bus.deadLetters.list()).items.length === 1);
    const [letter] = unwrap(await bus.deadLetters.list()).items;
    expect(letter?.reason.message).toContain('3 times');
    expect(runs).toBe(0);
  });

  test('what is published after Redis came back is delivered', async () => {
    await using server = await startRedis();
    const told: string[] = [];
    const { bus } = open({ url: server.url, onError: ({ code }) => told.push(code), timeoutMs: 500 });
    await using _ = bus;
    const seen: unknown[] = [];
    unwrap(await bus.subscribe('tick', async ({ data }) => ok(seen.push(data)), { group: 'g' }));
    unwrap(await bus.publish('tick', 1));
    await until(() => seen.length === 1);
    await server.restart();
    await until(async () => (await bus.publish('tick', 2, { id: 'second' })).ok);
    await until(() => seen.includes(2));
    expect(told.length).toBeGreaterThan(0);
  });
});

test('a subscription passes over events of other types, however many there are', async () => {
  const { bus } = open();
  await using _ = bus;
  const seen: unknown[] = [];
  unwrap(await bus.subscribe('tock', async ({ data }) => ok(seen.push(data)), { group: 'g' }));
  const many = Array.from({ length: 2_000 }, (_event, data) => ({ type: 'tick', data }) as const);
  unwrap(await bus.publishMany([...many, { type: 'tock', data: 'at last' }]));
  await until(() => seen.length === 1);
  await until(async () => unwrap(await bus.groups.list()).every(({ waiting, active }) => waiting + active === 0));
});

test('all keys of a bus are in one slot of a cluster', async () => {
  const { bus, stream } = open({ namespace: `slot-{x}-${randomUUID()}` });
  await using _ = bus;
  const failing = async () => err(new InfraError({ code: 'forbidden', message: 'x', provider: 'x', operation: 'x' }));
  unwrap(await bus.subscribe('tick', failing, { group: 'a}b{c' }));
  unwrap(await bus.publish('tick', 1, { id: 'an id' }));
  await until(async () => unwrap(await bus.deadLetters.list()).items.length === 1);
  const keys = (await raw.keys('*')).filter((key) => key.includes('slot-%7bx%7d'));
  expect(keys.length).toBeGreaterThanOrEqual(5);
  const tags = new Set(keys.map((key) => /\{([^}]*)\}/.exec(key)?.[1]));
  expect(tags.size).toBe(1);
  await raw.unlink(...keys);
  expect(stream).toContain('slot-');
});
