import { randomUUID } from 'node:crypto';
import { err, InfraError, ok, unwrap, type EventSubscription, type PublishedEvent } from '@infra/core';
import { testRedis } from '@tooling/servers/vitest';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { createRedisEventBus, type RedisEventBus } from '../src/index.js';
import { TRIM } from '../src/trim-script.js';
import { idleEntries } from './stored.js';

interface Events {
  readonly tick: number;
  readonly tock: number;
}

const { url } = testRedis();
const raw = new Redis(url);
const made: string[] = [];

/** A bus, and what its keys begin with. */
function open(): { readonly bus: RedisEventBus<Events>; readonly base: string } {
  const namespace = `order-${randomUUID()}`;
  const base = `{${namespace}:}`;
  made.push(base);
  return { bus: createRedisEventBus<Events>({ url, namespace, pollMs: 20, stallMs: 60_000 }), base };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { timeout: 10_000, interval: 5 }).toBe(true);
}

/** A group of another process, which has read so many entries and has not come to them yet. */
async function readElsewhere(base: string, group: string, count: number): Promise<void> {
  await raw.xreadgroup('GROUP', group, 'elsewhere', 'COUNT', count, 'STREAMS', `${base}stream`, '>');
}

const GROUP = '["g","tick"]';

/** Makes the group, with nobody in it. */
async function makeGroup(bus: RedisEventBus<Events>): Promise<void> {
  const first = unwrap(await bus.subscribe('tick', async () => ok(), { group: 'g' }));
  unwrap(await first.close());
}

/** Collects, and holds the handler of each for as long as `holds` has it. */
async function collect(
  bus: RedisEventBus<Events>,
  holds: ReadonlyMap<number, Promise<void>> = new Map(),
): Promise<{ readonly seen: number[]; readonly member: EventSubscription }> {
  const seen: number[] = [];
  const handler = async ({ data }: { readonly data: number }) => {
    seen.push(data);
    await holds.get(data);
    return ok();
  };
  return { seen, member: unwrap(await bus.subscribe('tick', handler, { group: 'g', concurrency: 10 })) };
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Waits until the group holds so many back, and publishes one without a key behind them: what could go before it has gone. */
async function untilHeld(
  bus: RedisEventBus<Events>,
  base: string,
  held: number,
  seen: readonly number[],
): Promise<void> {
  await until(async () => (await raw.zcard(`${base}held:${GROUP}`)) === held);
  unwrap(await bus.publish('tick', -1));
  await until(() => seen.includes(-1));
}

const inOrder = (seen: readonly number[]): readonly number[] => seen.filter((data) => data >= 0);

afterAll(async () => {
  for (const base of made) {
    const keys = await raw.keys(`${base}*`);
    if (keys.length > 0) await raw.unlink(...keys);
  }
  await raw.quit();
});

describe('an event waits for one of its key', () => {
  test('that another member has read and has not begun with', async () => {
    const { bus, base } = open();
    await using _ = bus;
    await makeGroup(bus);
    for (const data of [1, 2, 3]) unwrap(await bus.ordered.publish('k', 'tick', data));
    await readElsewhere(base, GROUP, 1);
    const { seen } = await collect(bus);
    await untilHeld(bus, base, 2, seen);
    expect(inOrder(seen)).toEqual([]);
    // That member dies.
    await idleEntries(raw, `${base}stream`, GROUP);
    await until(() => inOrder(seen).length === 3);
    expect(inOrder(seen)).toEqual([1, 2, 3]);
  });

  test('that another member has read, though the one before that is done', async () => {
    const { bus, base } = open();
    await using _ = bus;
    await makeGroup(bus);
    const first = gate();
    const { seen } = await collect(bus, new Map([[1, first.opened]]));
    unwrap(await bus.ordered.publish('k', 'tick', 1));
    await until(() => seen.length === 1);
    // The member is there, so that the second is read elsewhere only if it is published and read in one step.
    await publishElsewhere(base, 2);
    unwrap(await bus.ordered.publish('k', 'tick', 3));
    await untilHeld(bus, base, 1, seen);
    first.open();
    unwrap(await bus.publish('tick', -2));
    await until(async () => seen.includes(-2) && (await raw.hlen(`${base}busy:${GROUP}`)) === 0);
    expect(inOrder(seen)).toEqual([1]);
    await idleEntries(raw, `${base}stream`, GROUP);
    await until(() => inOrder(seen).length === 3);
    expect(inOrder(seen)).toEqual([1, 2, 3]);
  });

  test('and what the pattern is not for lets nobody past', async () => {
    const { bus, base } = open();
    await using _ = bus;
    await makeGroup(bus);
    unwrap(await bus.ordered.publish('k', 'tick', 1));
    await readElsewhere(base, GROUP, 1);
    for (const data of [2, 3]) unwrap(await bus.ordered.publish('k', 'tock', data));
    unwrap(await bus.ordered.publish('k', 'tick', 4));
    const { seen } = await collect(bus);
    await untilHeld(bus, base, 2, seen);
    expect(inOrder(seen)).toEqual([]);
    await idleEntries(raw, `${base}stream`, GROUP);
    await until(() => inOrder(seen).length === 2);
    expect(inOrder(seen)).toEqual([1, 4]);
    await until(async () => (await raw.zcard(`${base}held:${GROUP}`)) === 0);
  });
});

/** Publishes with the key `k` as the bus does, and has another member read it before anybody else can. */
async function publishElsewhere(base: string, data: number): Promise<void> {
  const text = `"tick"\n${JSON.stringify({ id: String(data), source: '/', time: 0 })}\n${String(data)}`;
  await raw
    .multi()
    .eval(
      `local before = redis.call('HGET', KEYS[2], 'k')
       local id = redis.call('XADD', KEYS[1], '*', 'e', ARGV[1], 'k', 'k', 'p', before)
       redis.call('HSET', KEYS[2], 'k', id)
       redis.call('XREADGROUP', 'GROUP', ARGV[2], 'elsewhere', 'COUNT', 1, 'STREAMS', KEYS[1], '>')`,
      2,
      `${base}stream`,
      `${base}last`,
      text,
      GROUP,
    )
    .exec();
}

test('an event that is dead or waits for another attempt blocks its own key and no other, and a replay nobody', async () => {
  const { bus } = open();
  await using _ = bus;
  const seen: string[] = [];
  let isPoisonous = true;
  const handler = async ({ data, partitionkey = '' }: { readonly data: number; readonly partitionkey?: string }) => {
    if (data === 0 && isPoisonous) {
      return err(new InfraError({ code: 'unavailable', message: 'poison', provider: 'x', operation: 'x' }));
    }
    seen.push(`${partitionkey}${String(data)}`);
    return ok();
  };
  const backoff = { type: 'fixed', delayMs: 40 } as const;
  unwrap(await bus.subscribe('tick', handler, { group: 'g', concurrency: 5, attempts: 3, backoff }));
  const many = [0, 1, 2].flatMap((data) => ['a', 'b:1:', 'b'].map((key) => ({ key, data })));
  const events = many.map(({ key, data }) => ({ key, type: 'tick', data: key === 'a' ? data : data + 1 }) as const);
  unwrap(await bus.ordered.publishMany(events));
  await until(() => seen.length === 6);
  expect(seen.every((one) => !one.startsWith('a'))).toBe(true);
  await until(() => seen.length === 8);
  for (const key of ['b:1:', 'b']) {
    const own = seen.filter((one) => one.slice(0, -1) === key);
    expect(own).toEqual(['1', '2', '3'].map((data) => `${key}${data}`));
  }
  expect(seen.slice(6)).toEqual(['a1', 'a2']);
  isPoisonous = false;
  expect(unwrap(await bus.deadLetters.replayAll())).toBe(1);
  await until(() => seen.includes('a0'));
});

test('they come in the order of the calls, whatever leaves together, and an id is published once', async () => {
  const { bus } = open();
  await using _ = bus;
  const { seen } = await collect(bus);
  const calls: Promise<unknown>[] = [];
  for (let data = 0; data < 200; data += 1) {
    const id = data % 3 === 0 ? { id: `id-${String(data)}` } : {};
    if (data % 10 === 0) calls.push(bus.ordered.publishMany([{ key: 'k', type: 'tick', data, ...id }]).then(unwrap));
    else calls.push(bus.ordered.publish('k', 'tick', data, id).then(unwrap));
    if (data % 9 === 0) calls.push(bus.publish('tick', -1).then(unwrap));
    if (data === 60) calls.push(bus.ordered.publish('k', 'tick', -2, { id: 'id-6' }).then(unwrap));
  }
  const published = (await Promise.all(calls)) as readonly (PublishedEvent | readonly PublishedEvent[])[];
  expect(
    published
      .flat()
      .filter(({ isDuplicate }) => isDuplicate)
      .map(({ id }) => id),
  ).toEqual(['id-6']);
  await until(() => inOrder(seen).length === 200);
  expect(inOrder(seen)).toEqual(Array.from({ length: 200 }, (_, data) => data));
  expect(seen).not.toContain(-2);
});

test('nothing is kept of a key whose events are done', async () => {
  const { bus, base } = open();
  await using _ = bus;
  const { seen } = await collect(bus);
  const events = Array.from(
    { length: 400 },
    (_, data) => ({ key: `k${String(data % 7)}`, type: 'tick', data }) as const,
  );
  unwrap(await bus.ordered.publishMany(events));
  await until(() => seen.length === 400);
  for (let key = 0; key < 7; key += 1) {
    const own = seen.filter((data) => data % 7 === key);
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
  await until(async () => unwrap(await bus.groups.list()).every(({ waiting, active }) => waiting + active === 0));
  // A millisecond later, for keys are forgotten by the millisecond.
  unwrap(await bus.publish('tick', 400));
  await until(() => seen.length === 401);
  await until(async () => {
    await raw.eval(TRIM.source, 3, `${base}stream`, `${base}last`, `${base}last-at`, 0, 100_000, 2_000);
    return (await raw.exists(`${base}last`)) === 0;
  });
  const kept = (await raw.keys(`${base}*`)).map((key) => key.slice(base.length).split(':')[0]);
  expect(kept.sort()).toEqual(['members', 'stream']);
});
