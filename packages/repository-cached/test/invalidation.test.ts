import { err, InfraError, ok, unwrap, type AsyncResult } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createCachedRepository, type WithCached } from '../src/index.js';
import { gate, watched, type Order, type Orders } from './orders.js';

const down = new InfraError({ code: 'unavailable', message: 'down', provider: 'test', operation: 'test' });
type Cached = Orders & WithCached<string>;

/** Orders of which one, with the total 1, is in the cache. */
async function setUp(onError: (error: InfraError) => void = () => undefined) {
  const parts = watched();
  const { repository, cache, stored } = parts;
  const orders: Cached = createCachedRepository({ repository, cache, cacheAbsent: true, onError });
  const { id } = unwrap(await stored.create({ id: 'a', total: 1 }));
  unwrap(await orders.findById(id));
  parts.repositoryCalls.counts.clear();
  const total = async (): Promise<number | undefined> => unwrap(await orders.findById(id))?.total;
  return { ...parts, orders, id, total };
}

const writes: readonly (readonly [string, (orders: Cached, tx?: { readonly tx: never }) => AsyncResult<unknown>])[] = [
  ['update', (orders, options) => orders.update('a', { total: 2 }, options)],
  ['updateEach', (orders, options) => orders.updateEach([{ id: 'a', changes: { total: 2 } }], options)],
  ['updateMany', (orders, options) => orders.updateMany({ total: 1 }, { total: 2 }, options)],
  ['upsert', (orders, options) => orders.upsert({ id: 'a', total: 2 }, options)],
  ['delete', (orders, options) => orders.delete('a', options)],
  ['deleteMany', (orders, options) => orders.deleteMany({ total: 1 }, options)],
];

describe.each(writes)('%s', (name, write) => {
  const changed = name.startsWith('delete') ? undefined : 2;

  test('is seen by the next read', async () => {
    const { orders, total } = await setUp();
    unwrap(await write(orders));
    expect(await total()).toBe(changed);
  });

  test('in a transaction is seen when that is committed, and by the transaction itself at once', async () => {
    const { orders, database, id, cacheCalls } = await setUp();
    const seen = await database.transaction(async (tx) => {
      unwrap(await write(orders, { tx: tx as never }));
      const before = cacheCalls.of('getOrSet');
      const inside = unwrap(await orders.findById(id, { tx }));
      expect(cacheCalls.of('getOrSet')).toBe(before);
      const outside = unwrap(await orders.findById(id, { tx: 'none' }));
      return ok([inside?.total, outside?.total]);
    });
    expect(unwrap(seen)).toEqual([changed, 1]);
    expect(unwrap(await orders.findById(id))?.total).toBe(changed);
  });

  test('in a transaction that is rolled back changes nothing, and forgets nothing', async () => {
    const { orders, database, total, repositoryCalls } = await setUp();
    const rolled = await database.transaction(async (tx) => {
      unwrap(await write(orders, { tx: tx as never }));
      return err(down);
    });
    expect(rolled.ok).toBe(false);
    expect(await total()).toBe(1);
    expect(repositoryCalls.of('findById')).toBe(0);
  });
});

describe('invalidation', () => {
  test('of what is created, and of what comes back', async () => {
    const { orders } = await setUp();
    for (const id of ['b', 'c', 'd']) expect(unwrap(await orders.findById(id))).toBeUndefined();
    unwrap(await orders.create({ id: 'b', total: 2 }));
    unwrap(
      await orders.createMany([
        { id: 'c', total: 3 },
        { id: 'd', total: 4 },
      ]),
    );
    const found = await Promise.all(['b', 'c', 'd'].map(async (id) => unwrap(await orders.findById(id))?.total));
    expect(found).toEqual([2, 3, 4]);
    unwrap(await orders.delete('b'));
    expect(unwrap(await orders.findById('b'))).toBeUndefined();
    unwrap(await orders.deleted.restore('b'));
    expect(unwrap(await orders.findById('b'))?.total).toBe(2);
    expect(unwrap(await orders.deleted.purge(0))).toBe(0);
  });

  test('takes in a write under another notation of the id', async () => {
    const { orders, stored } = await setUp();
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    unwrap(await stored.create({ id, total: 1 }));
    unwrap(await orders.findById(id));
    unwrap(await stored.update(id, { total: 2 }));
    // To this repository it is another id; to a column of UUIDs it would be the same.
    unwrap(await orders.delete(`{${id.toUpperCase()}}`));
    expect(unwrap(await orders.findById(id))?.total).toBe(2);
  });

  test('a load that began before a write is not kept, and later readers do not join it', async () => {
    const { orders, id, repositoryCalls, total, stored } = await setUp();
    unwrap(await orders.cached.invalidate([id]));
    const { opened, open } = gate();
    const read = gate();
    repositoryCalls.after = (operation) => {
      if (operation !== 'findById') return undefined;
      read.open();
      return opened;
    };
    const old = orders.findById(id);
    await read.opened;
    repositoryCalls.after = () => undefined;
    unwrap(await orders.update(id, { total: 2 }));
    expect(await total()).toBe(2);
    open();
    expect(unwrap(await old)?.total).toBe(1);
    expect(await total()).toBe(2);
    expect(unwrap(await stored.findById(id))?.total).toBe(2);
  });

  test('what a write is refused for is read anew: whoever tries again sees why', async () => {
    const { orders, id, stored, total } = await setUp();
    const { version } = unwrap(await stored.update(id, { total: 2 }));
    const stale = unwrap(await orders.findById(id)) as Order;
    const refused = await orders.update(id, { total: 3 }, { ifVersion: stale.version });
    expect(refused.ok ? '' : refused.error.code).toBe('conflict');
    const fresh = unwrap(await orders.findById(id)) as Order;
    expect(fresh.version).toBe(version);
    unwrap(await orders.update(id, { total: 3 }, { ifVersion: fresh.version }));
    expect(await total()).toBe(3);
    unwrap(await stored.delete(id));
    expect((await orders.update(id, { total: 4 })).ok).toBe(false);
    expect(await total()).toBeUndefined();
  });

  test.each(['unknown_outcome', 'timeout', 'cancelled', 'unavailable'] as const)(
    'a write that failed with %s may have happened',
    async (code) => {
      const { orders, id, stored, repositoryCalls, total } = await setUp();
      unwrap(await stored.update(id, { total: 2 }));
      const error = new InfraError({ code, message: code, provider: 'test', operation: 'test' });
      repositoryCalls.failure = (operation) => (operation.startsWith('update') ? error : undefined);
      expect(await orders.update(id, { total: 2 })).toEqual(err(error));
      expect(await total()).toBe(2);
      unwrap(await stored.update(id, { total: 3 }));
      expect(await orders.updateMany({}, { total: 3 })).toEqual(err(error));
      expect(await total()).toBe(3);
    },
  );

  test('a write that is refused, or changes nothing, forgets nothing', async () => {
    const { orders, id, repositoryCalls, total, database } = await setUp();
    expect((await orders.update(id, {})).ok).toBe(false);
    expect(unwrap(await orders.updateMany({ total: 99 }, { total: 1 }))).toBe(0);
    unwrap(await database.transaction((tx) => orders.deleteMany({ total: 99 }, { tx })));
    expect(await total()).toBe(1);
    expect(repositoryCalls.of('findById')).toBe(0);
  });

  test('of a savepoint that is rolled back is none; of the rest there is one for all', async () => {
    const { orders, database, stored, cacheCalls, repositoryCalls } = await setUp();
    unwrap(
      await stored.createMany([
        { id: 'b', total: 1 },
        { id: 'c', total: 1 },
      ]),
    );
    for (const id of ['b', 'c']) unwrap(await orders.findById(id));
    repositoryCalls.counts.clear();
    cacheCalls.counts.clear();
    unwrap(
      await database.transaction(async (tx) => {
        unwrap(await orders.update('a', { total: 2 }, { tx }));
        const rolled = await tx.savepoint(async (inner) => {
          unwrap(await orders.update('b', { total: 2 }, { tx: inner }));
          return err(down);
        });
        expect(rolled.ok).toBe(false);
        return orders.update('c', { total: 2 }, { tx });
      }),
    );
    const found = await Promise.all(['a', 'b', 'c'].map(async (id) => unwrap(await orders.findById(id))?.total));
    expect(found).toEqual([2, 1, 2]);
    expect(repositoryCalls.of('findById')).toBe(2);
    expect(cacheCalls.of('deleteMany')).toBe(1);
  });

  test('takes in a write that its transaction did not wait for', async () => {
    const { orders, database, id, total } = await setUp();
    let late: AsyncResult<unknown> | undefined;
    unwrap(
      await database.transaction(async (tx) => {
        late = orders.update(id, { total: 2 }, { tx });
        return ok();
      }),
    );
    unwrap((await late) ?? err(down));
    expect(await total()).toBe(2);
  });

  test('by hand, for what was written past the repository', async () => {
    const { orders, database, id, stored, total } = await setUp();
    unwrap(await stored.update(id, { total: 2 }));
    unwrap(await orders.cached.invalidate([id]));
    expect(await total()).toBe(2);
    unwrap(await stored.update(id, { total: 3 }));
    unwrap(await orders.cached.invalidateAll());
    expect(await total()).toBe(3);
    unwrap(
      await database.transaction(async (tx) => {
        unwrap(await stored.update(id, { total: 4 }, { tx }));
        unwrap(await orders.cached.invalidate([id], { tx }));
        return orders.cached.invalidateAll({ tx });
      }),
    );
    expect(await total()).toBe(4);
    const wrong = await orders.cached.invalidate(JSON.parse('1') as string[]);
    expect(wrong.ok ? '' : wrong.error.code).toBe('validation');
  });
});

describe('a cache that fails', () => {
  test('fails no read, and is told', async () => {
    const told: InfraError[] = [];
    const { orders, cacheCalls, stored, id, total } = await setUp((error) => told.push(error));
    unwrap(await stored.update(id, { total: 2 }));
    cacheCalls.failure = () => down;
    expect(await total()).toBe(2);
    expect(told).toEqual([down]);
    expect(unwrap(await orders.findById('nobody'))).toBeUndefined();
  });

  test.each(writes)('fails no %s, and what it could not forget is not read', async (name, write) => {
    const told: InfraError[] = [];
    const { orders, cacheCalls, total, repositoryCalls, database, id, stored } = await setUp((error) => {
      told.push(error);
      throw new Error('a bug of the observer');
    });
    const changed = name.startsWith('delete') ? undefined : 2;
    cacheCalls.failure = (operation) => (operation === 'getOrSet' ? undefined : down);
    unwrap(await database.transaction((tx) => write(orders, { tx: tx as never })));
    expect(told).toEqual([down]);
    // Reading works, and still has the old one; it cannot be forgotten yet.
    expect(await total()).toBe(changed);
    cacheCalls.failure = () => undefined;
    expect(await total()).toBe(changed);
    repositoryCalls.counts.clear();
    unwrap(await stored.findById(id));
    expect(await total()).toBe(changed);
    expect(repositoryCalls.of('findById')).toBe(0);
  });

  test('and forgets a great many of them is not read until it has forgotten all', async () => {
    const { orders, cacheCalls, stored } = await setUp();
    const ids = Array.from({ length: 1_500 }, (_, index) => `x${String(index)}`);
    unwrap(await stored.createMany(ids.map((id) => ({ id, total: 1 }))));
    const totals = async (): Promise<readonly unknown[]> =>
      Promise.all(['x0', 'x1499'].map(async (id) => unwrap(await orders.findById(id))?.total));
    await totals();
    cacheCalls.failure = (operation) => (operation === 'getOrSet' ? undefined : down);
    unwrap(await orders.updateEach(ids.map((id) => ({ id, changes: { total: 2 } }))));
    expect(await totals()).toEqual([2, 2]);
    cacheCalls.failure = () => undefined;
    expect(await totals()).toEqual([2, 2]);
    expect(cacheCalls.of('invalidateTags')).toBeGreaterThan(0);
  });
});
