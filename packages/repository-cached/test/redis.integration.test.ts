import { randomUUID } from 'node:crypto';
import { createRedisCache, type RedisCache } from '@infra/cache-redis';
import { decorate, repositorySpec } from '@infra/layers';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { freePort } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { createCachedRepository } from '../src/index.js';
import { Calls, createOrders, gate } from './orders.js';

const { url } = testRedis();
const open: RedisCache[] = [];
afterAll(() => Promise.all(open.map((cache) => cache.close())));

function connect(namespace: string, to = url): RedisCache {
  const cache = createRedisCache({ url: to, namespace });
  open.push(cache);
  return cache;
}

/** Two processes, each with a cache and a repository of its own, over one Redis and one database. */
function setUp() {
  const { database, stored } = createOrders();
  const namespace = `cached-${randomUUID()}`;
  const process = () => {
    const calls = new Calls();
    const repository = decorate(stored, repositorySpec, calls.layer);
    return { calls, orders: createCachedRepository({ repository, cache: connect(namespace), cacheAbsent: true }) };
  };
  return { database, stored, here: process(), there: process() };
}

describe('over one Redis', () => {
  test('values round-trip, and are loaded once for both', async () => {
    const { stored, here, there } = setUp();
    const values = { total: 1, points: -(2n ** 80n), placedAt: new Date(1.7e12), tags: { ä: [1, null, 'x'] } };
    const made = unwrap(await stored.create(values));
    expect(unwrap(await here.orders.findById(made.id))).toEqual(made);
    expect(unwrap(await there.orders.findById(made.id))).toEqual(made);
    expect([here.calls.of('findById'), there.calls.of('findById')]).toEqual([1, 0]);
  });

  test('each sees what the other writes, in transactions and by specification, too', async () => {
    const { database, stored, here, there } = setUp();
    const { id } = unwrap(await stored.create({ total: 0 }));
    const seen = async (): Promise<readonly unknown[]> =>
      Promise.all([here, there].map(async ({ orders }) => unwrap(await orders.findById(id))?.total));
    expect(await seen()).toEqual([0, 0]);
    unwrap(await here.orders.update(id, { total: 1 }));
    expect(await seen()).toEqual([1, 1]);
    unwrap(await there.orders.updateMany({}, { total: 2 }));
    expect(await seen()).toEqual([2, 2]);
    unwrap(await database.transaction((tx) => there.orders.update(id, { total: 3 }, { tx })));
    expect(await seen()).toEqual([3, 3]);
    const rolled = await database.transaction(async (tx) => {
      unwrap(await here.orders.update(id, { total: 4 }, { tx }));
      expect(await seenOutside(there, id)).toBe(3);
      return err(new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' }));
    });
    expect(rolled.ok).toBe(false);
    expect(await seen()).toEqual([3, 3]);
    unwrap(await here.orders.delete(id));
    expect(await seen()).toEqual([undefined, undefined]);
    unwrap(await there.orders.deleted.restore(id));
    expect(await seen()).toEqual([3, 3]);
  });

  test.each(['update', 'updateMany'] as const)(
    'a load there that began before an %s here is not kept',
    async (name) => {
      const { stored, here, there } = setUp();
      const { id } = unwrap(await stored.create({ total: 1 }));
      const { opened, open: finish } = gate();
      const read = gate();
      there.calls.after = () => {
        read.open();
        return opened;
      };
      const old = there.orders.findById(id);
      await read.opened;
      if (name === 'update') unwrap(await here.orders.update(id, { total: 2 }));
      else unwrap(await here.orders.updateMany({}, { total: 2 }));
      finish();
      expect(unwrap(await old)?.total).toBe(1);
      expect(unwrap(await there.orders.findById(id))?.total).toBe(2);
      expect(unwrap(await here.orders.findById(id))?.total).toBe(2);
    },
  );

  test('what many write and read at the same time is last what the database has', async () => {
    const { database, stored, here, there } = setUp();
    const ids = unwrap(await stored.createMany(Array.from({ length: 5 }, () => ({ total: 0 })))).map(({ id }) => id);
    const worker = async ({ orders }: typeof here, seed: number): Promise<void> => {
      for (let round = 0; round < 40; round += 1) {
        const id = ids[(seed * 7 + round * 3) % ids.length] ?? '';
        if (round % 4 === seed % 4) unwrap(await orders.update(id, { total: round }));
        else if (round % 9 === 0)
          unwrap(await database.transaction((tx) => orders.updateMany({ id }, { total: round }, { tx })));
        else unwrap(await orders.findById(id));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, seed) => worker(seed % 2 === 0 ? here : there, seed)));
    for (const { orders } of [here, there]) {
      for (const id of ids) expect(unwrap(await orders.findById(id))).toEqual(unwrap(await stored.findById(id)));
    }
  });
});

test('without its Redis it reads and writes all the same, and tells', async () => {
  const { database, stored } = createOrders();
  const told: InfraError[] = [];
  const cache = connect('nowhere', `redis://127.0.0.1:${String(await freePort())}`);
  const orders = createCachedRepository({ repository: stored, cache, onError: (error) => told.push(error) });
  const { id } = unwrap(await orders.create({ total: 1 }));
  expect(unwrap(await orders.findById(id))?.total).toBe(1);
  unwrap(await database.transaction(async (tx) => ok(unwrap(await orders.update(id, { total: 2 }, { tx })))));
  expect(unwrap(await orders.findById(id))?.total).toBe(2);
  expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['unavailable']));
});

async function seenOutside({ orders }: ReturnType<typeof setUp>['here'], id: string): Promise<unknown> {
  return unwrap(await orders.findById(id, { tx: 'none' }))?.total;
}
