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

/** Waits until a number has risen so many times. */
async function rises(times: number, read: () => Promise<number>): Promise<void> {
  let last = await read();
  for (let left = times; left > 0; left -= 1) {
    await until(async () => {
      const before = last;
      last = await read();
      return last > before;
    });
  }
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

describe('the history', () => {
  const data = (page: { readonly items: readonly { readonly data: unknown }[] }): readonly unknown[] =>
    page.items.map((event) => event.data);

  test('is kept beyond what groups need, and trimmed from its old end', async () => {
    const { bus, stream } = open();
    await using _ = bus;
    let seen = 0;
    unwrap(await bus.subscribe('tick', async () => ok((seen += 1)), { group: 'g', concurrency: 100 }));
    const first = unwrap(await bus.publish('tick', -1));
    unwrap(await bus.publishMany(Array.from({ length: 1_000 }, (_event, data) => ({ type: 'tick', data }) as const)));
    await until(async () => seen === 1_001 && (await raw.xpending(stream, '["g","tick"]'))[0] === 0);
    expect(unwrap(await bus.history.list({ limit: 2, afterId: first.id })).items.map(({ data }) => data)).toEqual([
      0, 1,
    ]);
    await trim(stream, 2_000);
    expect((await idsOf(stream)).length).toBe(1_001);
    await trim(stream, 350);
    const left = (await idsOf(stream)).length;
    expect(left).toBeGreaterThanOrEqual(350);
    // By whole nodes of a hundred.
    expect(left).toBeLessThan(450);
    const pages: unknown[] = [];
    for (let cursor: string | undefined; ;) {
      const page = unwrap(await bus.history.list({ limit: 100, cursor }));
      pages.push(...data(page));
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    expect(pages).toEqual(Array.from({ length: left }, (_event, index) => 1_000 - left + index));
    expect(await bus.history.list({ afterId: first.id })).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  test('begins at a time of the server, or behind an event, whichever is later, and skips what is no event', async () => {
    const { bus, stream } = open();
    await using _ = bus;
    const meta = (id: string): string => JSON.stringify({ id, source: '/', time: 0 });
    for (const [at, type] of [1_000, 2_000, 2_001, 3_000].map((at) => [at, at === 2_001 ? 'tock' : 'tick'] as const)) {
      await raw.xadd(stream, `${String(at)}-7`, 'e', `"${type}"\n${meta(`e${String(at)}`)}\n${String(at)}`);
      await raw.xadd(stream, `${String(at)}-8`, 'something', 'else');
    }
    const listed = async (options: Parameters<typeof bus.history.list>[0]) =>
      data(unwrap(await bus.history.list(options)));
    expect(await listed({})).toEqual([1_000, 2_000, 2_001, 3_000]);
    expect(await listed({ since: new Date(2_000) })).toEqual([2_000, 2_001, 3_000]);
    expect(await listed({ since: new Date(2_001), pattern: 'tick' })).toEqual([3_000]);
    expect(await listed({ since: new Date(2_000), afterId: 'e1000' })).toEqual([2_000, 2_001, 3_000]);
    expect(await listed({ since: new Date(-5), afterId: 'e2000' })).toEqual([2_001, 3_000]);
  });

  test('is delivered again in its order, however much there is, and skips nothing', async () => {
    const { bus } = open();
    await using _ = bus;
    const all = Array.from(
      { length: 1_050 },
      (_event, data) => ({ type: data % 3 === 0 ? 'tock' : 'tick', data }) as const,
    );
    unwrap(await bus.publishMany(all));
    const seen: unknown[] = [];
    unwrap(await bus.subscribe('tick', async ({ data }) => ok(seen.push(data)), { group: 'g' }));
    expect(unwrap(await bus.history.replay('g', 'tick', {}))).toBe(700);
    await until(() => seen.length === 700);
    expect(seen).toEqual(all.filter(({ type }) => type === 'tick').map(({ data }) => data));
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
    await raw.call('XADD', stream, '*', 'e', Buffer.from([0xff, 0xfe, 0x00]));
    await raw.xadd(stream, '*', 'e', '"tick"\n{"id":"1","source":"/","time":1}\n~{broken');
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
    const { bus, stream } = open({ stallMs: 150 });
    await using _ = bus;
    const runs: number[] = [];
    const ends: (() => void)[] = [];
    const slow = async (_event: unknown, { run }: { readonly run: number }) => {
      runs.push(run);
      await new Promise<void>((resolve) => ends.push(resolve));
      return run > 1 ? ok() : err(new InfraError({ code: 'unavailable', message: 'x', provider: 'x', operation: 'x' }));
    };
    const backoff = { type: 'fixed', delayMs: 0 } as const;
    for (let member = 0; member < 2; member += 1) {
      unwrap(await bus.subscribe('tick', slow, { group: 'g', backoff }));
    }
    unwrap(await bus.publish('tick', 1));
    await until(() => ends.length === 1);
    const group = '["g","tick"]';
    // Five signs of life, a third of stallMs from one to the next: longer than it may be silent.
    await rises(5, async () => {
      const [pending] = (await raw.xpending(stream, group, '-', '+', 1)) as readonly (readonly [
        string,
        string,
        number,
      ])[];
      return -(pending?.[2] ?? 0);
    });
    ends[0]?.();
    await until(() => ends.length === 2);
    // The second run is the retry, from beside the stream: it keeps its event, too.
    await rises(5, async () =>
      Number((await raw.zrange(stream.replace(/stream$/, `leased:${group}`), '0', '0', 'WITHSCORES'))[1]),
    );
    ends[1]?.();
    await until(async () => unwrap(await bus.groups.list()).every(({ active }) => active === 0));
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

test('as many events are published at once as may be, with keys as well, and no more', async () => {
  const { bus, stream } = open({ timeoutMs: 20_000 });
  await using _ = bus;
  const events = Array.from({ length: 100_001 }, (_event, data) => ({ type: 'tick', data, key: 'k' }) as const);
  expect(await bus.ordered.publishMany(events)).toMatchObject({ ok: false, error: { code: 'validation' } });
  expect(unwrap(await bus.ordered.publishMany(events.slice(1)))).toHaveLength(100_000);
  expect(await raw.xlen(stream)).toBe(100_000);
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
