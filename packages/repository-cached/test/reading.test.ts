import { createMemoryCache } from '@infra/cache-memory';
import { createTestClock } from '@infra/conformance';
import { err, InfraError, ok, unwrap, type StandardSchemaV1 } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createCachedRepository } from '../src/index.js';
import { gate, watched, type Order } from './orders.js';

const down = new InfraError({ code: 'unavailable', message: 'down', provider: 'test', operation: 'test' });

describe('findById', () => {
  test('asks the repository once, and gives back what it gave', async () => {
    const { repository, stored, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({ repository, cache });
    const values = { total: 1, points: 2n ** 70n, placedAt: new Date(5), tags: { deep: [1, null, { a: 'b' }] } };
    const made = unwrap(await stored.create(values));
    expect(unwrap(await orders.findById(made.id))).toEqual(made);
    expect(unwrap(await orders.findById(made.id))).toEqual(made);
    expect(repositoryCalls.of('findById')).toBe(1);
  });

  test('what it gives is the caller’s own', async () => {
    const { repository, stored, cache } = watched();
    const orders = createCachedRepository({ repository, cache });
    const { id } = unwrap(await stored.create({ total: 1, tags: ['a'] }));
    for (let time = 0; time < 3; time += 1) {
      const found = unwrap(await orders.findById(id)) as { total: number; tags: string[] };
      expect(found).toMatchObject({ total: 1, tags: ['a'] });
      found.total = 9;
      found.tags.push('b');
    }
  });

  test('many who ask at the same time share one load, of one that is not there, too', async () => {
    const { repository, stored, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({ repository, cache });
    const { id } = unwrap(await stored.create({ total: 1 }));
    const { opened, open } = gate();
    repositoryCalls.before = () => opened;
    const asking = [id, 'nobody'].flatMap((wanted) => Array.from({ length: 50 }, () => orders.findById(wanted)));
    open();
    const found = (await Promise.all(asking)).map(unwrap);
    expect(found.filter((one) => one?.id === id)).toHaveLength(50);
    expect(found.filter((one) => one === undefined)).toHaveLength(50);
    expect(repositoryCalls.of('findById')).toBe(2);
  });

  test('that there is nothing is kept where this is asked for, and until it is created', async () => {
    const { repository, cache, repositoryCalls } = watched();
    const plain = createCachedRepository({ repository, cache, namespace: 'plain' });
    for (let time = 0; time < 3; time += 1) expect(unwrap(await plain.findById('a'))).toBeUndefined();
    expect(repositoryCalls.of('findById')).toBe(3);
    const orders = createCachedRepository({ repository, cache, cacheAbsent: true });
    for (let time = 0; time < 3; time += 1) expect(unwrap(await orders.findById('a'))).toBeUndefined();
    expect(repositoryCalls.of('findById')).toBe(4);
    unwrap(await orders.create({ id: 'a', total: 1 }));
    expect(unwrap(await orders.findById('a'))).toMatchObject({ total: 1 });
  });

  test('a failure is given to those who share it, and not kept', async () => {
    const { repository, stored, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({ repository, cache });
    const { id } = unwrap(await stored.create({ total: 1 }));
    repositoryCalls.failure = () => down;
    const failed = await Promise.all(Array.from({ length: 5 }, () => orders.findById(id)));
    expect(failed).toEqual(Array.from({ length: 5 }, () => err(down)));
    expect(repositoryCalls.of('findById')).toBe(1);
    repositoryCalls.failure = () => undefined;
    expect(unwrap(await orders.findById(id))).toMatchObject({ total: 1 });
  });

  test('whoever shares a load is not failed by the mistake of its caller', async () => {
    const { database, repository, stored, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({ repository, cache });
    const { id } = unwrap(await stored.create({ total: 1 }));
    const { opened, open } = gate();
    const loading = gate();
    repositoryCalls.before = () => {
      loading.open();
      return opened;
    };
    // Reads in a transaction, and has forgotten its `tx`.
    const mistaken = database.transaction(async () => ok(await orders.findById(id)));
    await loading.opened;
    const right = orders.findById(id);
    open();
    const refused = unwrap(await mistaken);
    expect(refused.ok ? '' : refused.error.code).toBe('validation');
    expect(unwrap(await right)).toMatchObject({ total: 1 });
  });

  test('whoever gives up leaves alone', async () => {
    const { repository, stored, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({ repository, cache });
    const { id } = unwrap(await stored.create({ total: 1 }));
    const { opened, open } = gate();
    repositoryCalls.before = () => opened;
    const controller = new AbortController();
    const left = orders.findById(id, { signal: controller.signal });
    const stayed = orders.findById(id);
    controller.abort();
    const cancelled = await left;
    expect(cancelled.ok ? '' : cancelled.error.code).toBe('cancelled');
    open();
    expect(unwrap(await stayed)).toMatchObject({ total: 1 });
  });

  test('is read anew after ttlMs, and where its schema has changed', async () => {
    const clock = createTestClock();
    const { repository, stored, cache } = watched(createMemoryCache({ clock }));
    const orders = createCachedRepository({ repository, cache, ttlMs: 1_000 });
    const { id } = unwrap(await stored.create({ total: 1 }));
    unwrap(await orders.findById(id));
    unwrap(await stored.update(id, { total: 2 }));
    clock.advance(999);
    expect(unwrap(await orders.findById(id))?.total).toBe(1);
    clock.advance(1);
    expect(unwrap(await orders.findById(id))?.total).toBe(2);
    unwrap(await stored.update(id, { total: 3 }));
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => {
          const order = value as Order;
          return order.total > 2 ? { value: order } : { issues: [{ message: 'too small' }] };
        },
      },
    } satisfies StandardSchemaV1<unknown, Order>;
    expect(unwrap(await createCachedRepository({ repository, cache, schema }).findById(id))?.total).toBe(3);
  });

  test('what somebody else has put under its key is a miss', async () => {
    const { repository, stored, cache } = watched();
    const { id } = unwrap(await stored.create({ id: 'a', total: 1 }));
    for (const value of ['text', { id: 'a' }, [], ['a', 1], ['a', null], ['a', {}, 1]]) {
      unwrap(await cache.namespace('repository.order').set('text:a', value));
      expect(unwrap(await createCachedRepository({ repository, cache }).findById(id))?.total).toBe(1);
    }
  });
});

describe('ids', () => {
  test('that differ in their notation only are told apart', async () => {
    const { repository, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({ repository, cache });
    const ids = ['a', 'A', 'a ', '1', '01890a5d-ac96-774b-bcce-b302099a8057', '01890A5D-AC96-774B-BCCE-B302099A8057'];
    for (const [total, id] of ids.entries()) unwrap(await orders.create({ id, total }));
    for (const round of [1, 2]) {
      for (const [total, id] of ids.entries()) {
        expect([round, unwrap(await orders.findById(id))]).toMatchObject([round, { id, total }]);
      }
    }
    expect(repositoryCalls.of('findById')).toBeGreaterThan(ids.length);
  });

  test.each([false, true])(
    'that differ in their notation only do not share what a load finds (%j)',
    async (cacheAbsent) => {
      const { repository, stored, cache } = watched();
      const orders = createCachedRepository({ repository, cache, cacheAbsent });
      unwrap(await stored.create({ id: 'a', total: 1 }));
      const found = await Promise.all(['A', 'a', 'A', 'a'].map(async (id) => unwrap(await orders.findById(id))?.total));
      expect(found).toEqual([undefined, 1, undefined, 1]);
    },
  );

  test('that are too long or ill-formed for a cache are read past it', async () => {
    const { repository, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({ repository, cache });
    const id = 'x'.repeat(2_000);
    unwrap(await orders.create({ id, total: 1 }));
    for (const _ of [1, 2]) expect(unwrap(await orders.findById(id))?.total).toBe(1);
    expect(repositoryCalls.of('findById')).toBe(2);
    const refused = await orders.findById('\ud800');
    expect(refused.ok ? '' : refused.error.code).toBe('validation');
  });

  test('have the key that the caller makes of them', async () => {
    const { repository, cache, repositoryCalls } = watched();
    const orders = createCachedRepository({
      repository,
      cache,
      key: (id) => {
        if (id === 'b') throw new Error('no key');
        return `order-${id}`;
      },
    });
    for (const id of ['a', 'b']) {
      unwrap(await orders.create({ id, total: 1 }));
      for (const _ of [1, 2]) expect(unwrap(await orders.findById(id))?.total).toBe(1);
    }
    expect(unwrap(await cache.namespace('repository.order').has('order-a'))).toBe(true);
    expect(repositoryCalls.of('findById')).toBe(3);
  });
});

test('everything else reaches the repository, which stays what it was', async () => {
  const { repository, cache, repositoryCalls } = watched();
  const orders = createCachedRepository({ repository: Object.assign(repository, { native: { sql: 1 } }), cache });
  const { id } = unwrap(await orders.create({ total: 1 }));
  expect(unwrap(await orders.findMany({ id: { in: [id] } }))).toHaveLength(1);
  expect(unwrap(await orders.page({})).total).toBe(1);
  expect(unwrap(await orders.audit.list(id)).items).toHaveLength(1);
  expect([orders.provider, orders.name, orders.native]).toEqual(['memory', 'order', { sql: 1 }]);
  expect(repositoryCalls.of('findMany')).toBe(1);
});

test('options that make no sense are refused at once', () => {
  const { repository, cache } = watched();
  expect(() => createCachedRepository({ repository, cache, ttlMs: Number.NaN })).toThrow(/ttlMs/);
  expect(() => createCachedRepository({ repository, cache, namespace: '' })).toThrow(/namespace/);
});
