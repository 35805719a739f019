import { err, InfraError, ok, unwrap, type Result, type Transaction } from '@infra/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { createUnitOfWork } from '../src/index.js';
import { createShop, type NewOrder, type Order, type Shop } from './shop.js';

let shop: Shop;
const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' });
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);
const workOf = ({ database, customers, orders }: Shop) => createUnitOfWork(database, { customers, orders });
const writes = (): readonly string[] => shop.calls.map(({ name }) => name).filter((name) => !/find|count/.test(name));

async function seed(...orders: readonly NewOrder[]): Promise<readonly Order[]> {
  const made = unwrap(await shop.orders.createMany(orders));
  shop.calls.length = 0;
  return made;
}

beforeEach(() => {
  shop = createShop();
});

describe('reading', () => {
  test('the same id is the same object, however it was found, and is read once', async () => {
    const [{ id } = { id: '' }] = await seed({ customer: 'a', total: 1 });
    unwrap(
      await workOf(shop).run(async ({ orders }) => {
        const [one, other] = await Promise.all([orders.findById(id), orders.findById(id)]);
        const first = unwrap(one);
        expect(unwrap(other)).toBe(first);
        expect(unwrap(await orders.findById(id))).toBe(first);
        expect(unwrap(await orders.findOne({ customer: 'a' }))).toBe(first);
        expect(unwrap(await orders.findMany({}))[0]).toBe(first);
        expect(unwrap(await orders.findById('nobody'))).toBeUndefined();
        return ok();
      }),
    );
    expect(shop.calls.filter(({ name }) => name === 'order.findById')).toHaveLength(3);
    expect(writes()).toEqual([]);
  });

  test('sees by its id what is pending, and by what it is', async () => {
    const [changed, removed] = await seed({ customer: 'a', total: 1 }, { customer: 'a', total: 2 });
    unwrap(
      await workOf(shop).run(async ({ orders }) => {
        const one = unwrap(await orders.findById(changed?.id ?? '')) as Order;
        const two = unwrap(await orders.findById(removed?.id ?? '')) as Order;
        orders.change(one, { total: 10 });
        orders.remove(two);
        orders.create({ id: 'new', customer: 'b', total: 3 });
        expect(unwrap(await orders.findById(one.id))?.total).toBe(10);
        expect(unwrap(await orders.findById(two.id))).toBeUndefined();
        expect(writes()).toEqual([]);
        const made = unwrap(await orders.findById('new'));
        expect(made).toMatchObject({ total: 3, version: 1, tags: null });
        expect(unwrap(await orders.findMany({}, { sort: [{ field: 'total' }], limit: 5 }))).toEqual([made, one]);
        return ok();
      }),
    );
  });
});

describe('writing', () => {
  test('changed fields only, of changed entities only, all at once', async () => {
    const made = await seed(
      { customer: 'a', total: 1, placedAt: new Date(1), tags: ['x'], points: 1n },
      { customer: 'a', total: 2 },
      { customer: 'a', total: 3, tags: ['y'] },
    );
    unwrap(
      await workOf(shop).run(async ({ orders }) => {
        const [one, two, three] = unwrap(await orders.findMany({}, { sort: [{ field: 'total' }] }));
        if (one === undefined || two === undefined || three === undefined) return err(refusal);
        // The same by value: nothing has changed.
        orders.change(one, { placedAt: new Date(1), tags: ['x'], points: 1n, total: 1 });
        two.total = 20;
        orders.change(two, { points: undefined, placedAt: new Date(2) });
        three.tags?.push('z');
        return ok();
      }),
    );
    expect(shop.calls.slice(1)).toEqual([
      {
        name: 'order.updateEach',
        args: [
          [
            { id: made[1]?.id, changes: { total: 20, placedAt: new Date(2) }, ifVersion: 1 },
            { id: made[2]?.id, changes: { tags: ['y', 'z'] }, ifVersion: 1 },
          ],
        ],
      },
    ]);
  });

  test('in the order of the repositories, and removes in the opposite one', async () => {
    unwrap(await shop.customers.create({ id: 'old', name: 'old' }));
    await seed({ id: 'o', customer: 'old', total: 1 });
    unwrap(
      await workOf(shop).run(async ({ customers, orders }) => {
        customers.remove(unwrap(await customers.findById('old')) ?? { id: '', name: '' });
        orders.remove(unwrap(await orders.findById('o')) as Order);
        orders.create({ customer: 'new', total: 1 });
        orders.create({ customer: 'new', total: 2 });
        customers.create({ id: 'new', name: 'new' });
        return ok();
      }),
    );
    expect(writes()).toEqual(['customer.createMany', 'order.createMany', 'order.delete', 'customer.delete']);
  });

  test('on demand, and goes on from there', async () => {
    unwrap(
      await workOf(shop).run(async ({ orders, flush, tx }) => {
        const created = orders.create({ customer: 'a', total: 1 });
        const order = unwrap(await created.entity());
        expect(unwrap(await created.entity())).toBe(order);
        expect(unwrap(await orders.findById(order.id))).toBe(order);
        order.total = 2;
        unwrap(await flush());
        expect(order.version).toBe(2);
        unwrap(await flush());
        expect(unwrap(await shop.orders.count({ total: 2 }, { tx }))).toBe(1);
        orders.change(order, { total: 3 });
        return ok(order);
      }),
    );
    expect(unwrap(await shop.orders.findMany({}))).toMatchObject([{ total: 3, version: 3 }]);
  });

  test('what is created anew with the id of what was removed', async () => {
    const [{ id } = { id: '' }] = await seed({ customer: 'a', total: 1 });
    unwrap(
      await workOf(shop).run(async ({ orders }) => {
        orders.remove(unwrap(await orders.findById(id)) as Order);
        orders.create({ id, customer: 'a', total: 2 });
        expect(unwrap(await orders.findById(id))?.total).toBe(2);
        return ok();
      }),
    );
    expect(unwrap(await shop.orders.findMany({}))).toMatchObject([{ id, total: 2, version: 1 }]);
  });

  test('what changes while it is being written is written with the next flush', async () => {
    const [{ id } = { id: '' }] = await seed({ customer: 'a', total: 1, tags: ['x'] });
    unwrap(
      await workOf(shop).run(async ({ orders, flush }) => {
        const order = unwrap(await orders.findById(id)) as Order;
        const { tags } = order;
        order.total = 2;
        const flushing = flush();
        await Promise.resolve();
        order.total = 3;
        unwrap(await flushing);
        expect(order.total).toBe(3);
        // Whoever holds a part of an entity holds it still.
        tags?.push('y');
        return ok();
      }),
    );
    expect(unwrap(await shop.orders.findById(id))).toMatchObject({ total: 3, tags: ['x', 'y'], version: 3 });
  });

  test('nothing of values that were registered is the caller’s any more', async () => {
    const tags = ['x'];
    unwrap(
      await workOf(shop).run(async ({ orders }) => {
        const one = orders.create({ customer: 'a', total: 1, tags });
        const two = unwrap(await orders.create({ customer: 'a', total: 2 }).entity());
        orders.change(two, { tags });
        tags.push('y');
        return one.entity();
      }),
    );
    expect(unwrap(await shop.orders.findMany({})).map((order) => order.tags)).toEqual([['x'], ['x']]);
  });
});

describe('failing', () => {
  test('an entity that somebody has changed meanwhile is a conflict, and nothing is written', async () => {
    const [one, two] = await seed({ customer: 'a', total: 1 }, { customer: 'a', total: 2 });
    const change = async (id: string): Promise<Result<unknown>> =>
      workOf(shop).run(async ({ orders }) => {
        const first = unwrap(await orders.findById(one?.id ?? '')) as Order;
        const second = unwrap(await orders.findById(two?.id ?? '')) as Order;
        unwrap(await shop.orders.update(id, { points: 7n }, { tx: 'none' }));
        first.total = 10;
        orders.remove(second);
        return ok();
      });
    expect(codeOf(await change(one?.id ?? ''))).toBe('conflict');
    expect(codeOf(await change(two?.id ?? ''))).toBe('conflict');
    expect(unwrap(await shop.orders.count({ total: { lte: 2 } }))).toBe(2);
  });

  test('whatever cannot be registered is the answer, though the body goes on', async () => {
    const [{ id } = { id: '' }] = await seed({ customer: 'a', total: 1 });
    const { orders } = shop;
    const stranger = unwrap(await orders.findById(id)) as Order;
    const wrong: readonly ((
      unit: Parameters<Parameters<ReturnType<typeof workOf>['run']>[0]>[0],
      order: Order,
    ) => void)[] = [
      (unit) => {
        unit.orders.change(stranger, { total: 5 });
      },
      (unit) => {
        unit.orders.remove(stranger);
      },
      (unit, order) => {
        unit.orders.remove(order);
        unit.orders.change(order, { total: 5 });
      },
      (unit, order) => {
        unit.orders.change(order, JSON.parse('[]') as object);
      },
      (unit) => {
        unit.orders.create(JSON.parse('null') as NewOrder);
      },
      (unit) => {
        unit.orders.create({ customer: 'a' } as NewOrder);
      },
      (_, order) => {
        order.version = 9;
      },
      (_, order) => {
        order.id = 'other';
      },
      (_, order) => {
        Reflect.deleteProperty(order, 'tags');
      },
      (_, order) => {
        Object.assign(order, { colour: 'red' });
      },
    ];
    for (const [index, register] of wrong.entries()) {
      const result = await workOf(shop).run(async (unit) => {
        const order = unwrap(await unit.orders.findById(id)) as Order;
        register(unit, order);
        return ok(unit.orders.create({ customer: 'b', total: index }));
      });
      expect([index, codeOf(result)]).toEqual([index, 'validation']);
    }
    expect(unwrap(await orders.findMany({}))).toEqual([stranger]);
  });

  test('a flush that failed has failed the run, though its body goes on', async () => {
    await seed({ id: 'a', customer: 'a', total: 1 });
    const result = await workOf(shop).run(async ({ orders, flush }) => {
      const duplicate = orders.create({ id: 'a', customer: 'b', total: 2 });
      expect(codeOf(await flush())).toBe('conflict');
      expect(codeOf(await duplicate.entity())).toBe('conflict');
      expect(codeOf(await orders.findById('a'))).toBe('conflict');
      expect(codeOf(await orders.findMany({}))).toBe('conflict');
      return ok();
    });
    expect(codeOf(result)).toBe('conflict');
  });

  test('an error of the body, or what it throws, is the answer, and nothing is written', async () => {
    const work = workOf(shop);
    const refused = await work.run(async ({ orders }) => {
      unwrap(await orders.create({ customer: 'a', total: 1 }).entity());
      return err(refusal);
    });
    expect(refused).toEqual(err(refusal));
    const thrown = await work.run(() => {
      throw new TypeError('bug');
    });
    expect(codeOf(thrown)).toBe('internal');
    expect(codeOf(await work.run(async () => undefined as never))).toBe('internal');
    expect(codeOf(await work.run(undefined as never))).toBe('validation');
    expect(unwrap(await shop.orders.count({}))).toBe(0);
  });

  test('a transaction that runs again begins with a fresh unit', async () => {
    const [{ id } = { id: '' }] = await seed({ customer: 'a', total: 0 });
    const units = new Set<unknown>();
    const add = () =>
      workOf(shop).run(
        async (unit) => {
          units.add(unit);
          const order = unwrap(await unit.orders.findById(id)) as Order;
          await Promise.resolve();
          order.total += 1;
          return ok(unit.tx.attempt);
        },
        { isolation: 'repeatable read', attempts: 20 },
      );
    const attempts = (await Promise.all([add(), add(), add()])).map(unwrap);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    expect(units.size).toBeGreaterThan(3);
    expect(unwrap(await shop.orders.findById(id))?.total).toBe(3);
  });

  test('what comes when the unit is over is told', async () => {
    const told: InfraError[] = [];
    const { database, orders } = shop;
    const work = createUnitOfWork(database, { orders }, { onError: (error) => told.push(error) });
    let late: (() => Promise<readonly unknown[]>) | undefined;
    const order = unwrap(await orders.create({ customer: 'a', total: 1 }));
    unwrap(
      await work.run(async (unit) => {
        const own = unwrap(await unit.orders.findById(order.id)) as Order;
        late = async () => {
          unit.orders.change(own, { total: 9 });
          unit.orders.remove(own);
          const created = unit.orders.create({ customer: 'b', total: 1 });
          return [codeOf(await created.entity()), codeOf(await unit.orders.findById('x')), codeOf(await unit.flush())];
        };
        return ok();
      }),
    );
    expect(await late?.()).toEqual(['conflict', 'conflict', 'conflict']);
    expect(told.map(({ code }) => code)).toEqual(['conflict', 'conflict', 'conflict']);
    expect(unwrap(await orders.findMany({}))).toEqual([order]);
  });
});

describe('options', () => {
  test('name the fields that have other names', async () => {
    const { database, orders } = shop;
    const [{ id } = { id: '' }] = await seed({ customer: 'a', total: 1 });
    const work = createUnitOfWork(database, { orders }, { fields: { orders: { version: false } } });
    unwrap(
      await work.run(async (unit) => {
        const order = unwrap(await unit.orders.findById(id)) as Order;
        unwrap(await orders.update(id, { points: 1n }, { tx: 'none' }));
        order.total = 2;
        return ok();
      }),
    );
    expect(unwrap(await orders.findById(id))).toMatchObject({ total: 2, points: 1n });
    // @ts-expect-error -- there is no such field
    createUnitOfWork(database, { orders }, { fields: { orders: { id: 'nr' } } });
    const byCustomer = createUnitOfWork(database, { orders }, { fields: { orders: { id: 'tags' } } });
    expect(codeOf(await byCustomer.run(({ orders: tracked }) => tracked.findById(id)))).toBe('validation');
  });

  test('that make no sense are refused at once', () => {
    const { database, orders } = shop;
    // @ts-expect-error -- the unit has a tx of its own
    expect(() => createUnitOfWork(database, { tx: orders })).toThrow(/tx/);
    // @ts-expect-error -- no repository
    expect(() => createUnitOfWork(database, { orders: {} })).toThrow(/orders/);
    // @ts-expect-error -- no such repository
    expect(() => createUnitOfWork(database, { orders }, { fields: { other: {} } })).toThrow(/other/);
  });

  test('the transaction is there for whatever else belongs to it', async () => {
    let seen: Transaction | undefined;
    const hooks: string[] = [];
    unwrap(
      await workOf(shop).run(async ({ tx, orders }) => {
        seen = tx;
        tx.afterCommit(async () => ok(hooks.push('committed')));
        return orders.create({ customer: 'a', total: 1 }).entity();
      }),
    );
    expect([seen?.attempt, hooks]).toEqual([1, ['committed']]);
  });
});
