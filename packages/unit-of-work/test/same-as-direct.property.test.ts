import { err, InfraError, ok, unwrap } from '@infra/core';
import { asyncProperty, array, assert as check, boolean, constantFrom, integer, record } from 'fast-check';
import { expect, test } from 'vitest';
import { createUnitOfWork } from '../src/index.js';
import { createShop, type Order, type Shop } from './shop.js';

const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' });
const action = record({
  what: constantFrom('create', 'create', 'change', 'assign', 'push', 'remove', 'read', 'find', 'flush', 'rename'),
  id: constantFrom('a', 'b', 'c', 'd'),
  value: integer({ min: 0, max: 3 }),
});
const runs = array(record({ actions: array(action, { maxLength: 25 }), isRefused: boolean() }), {
  minLength: 1,
  maxLength: 4,
});
type Actions = readonly { readonly what: string; readonly id: string; readonly value: number }[];

/** Unique in the repository, and the same by whatever way it got there. */
const totalOf = (id: string, value: number): number => id.charCodeAt(0) * 10 + value;

/** As it is now, and not as the unit goes on to change it. */
const shown = (order: Order | undefined): unknown => order && structuredClone({ ...order, version: undefined });

async function direct({ database, customers, orders }: Shop, actions: Actions, isRefused: boolean): Promise<unknown[]> {
  const seen: unknown[] = [];
  unwrapOk(
    await database.transaction(async (tx) => {
      for (const { what, id, value } of actions) {
        const there = unwrap(await orders.findById(id, { tx }));
        if (what === 'create') {
          if (there === undefined) unwrap(await orders.create({ id, customer: id, total: totalOf(id, value) }, { tx }));
        } else if (what === 'rename') {
          unwrap(await customers.upsert({ id, name: String(value) }, { tx }));
        } else if (what === 'find') {
          const found = unwrap(await orders.findMany({ total: { gte: totalOf('b', 0) } }, { tx }));
          seen.push(found.map(shown));
        } else if (there !== undefined) {
          if (what === 'change')
            unwrap(await orders.update(id, { points: BigInt(value), placedAt: new Date(value) }, { tx }));
          if (what === 'assign') unwrap(await orders.update(id, { total: totalOf(id, value) }, { tx }));
          if (what === 'push')
            unwrap(await orders.update(id, { tags: [...(there.tags ?? []), String(value)] }, { tx }));
          if (what === 'remove') unwrap(await orders.delete(id, { tx }));
        }
        if (what === 'read') seen.push(shown(there));
      }
      return isRefused ? err(refusal) : ok();
    }),
  );
  return seen;
}

async function byUnit({ database, customers, orders }: Shop, actions: Actions, isRefused: boolean): Promise<unknown[]> {
  const seen: unknown[] = [];
  unwrapOk(
    await createUnitOfWork(database, { customers, orders }).run(async (unit) => {
      for (const { what, id, value } of actions) {
        const there = unwrap(await unit.orders.findById(id));
        if (what === 'create') {
          if (there === undefined) unit.orders.create({ id, customer: id, total: totalOf(id, value) });
        } else if (what === 'rename') {
          const customer = unwrap(await unit.customers.findById(id));
          if (customer === undefined) unit.customers.create({ id, name: String(value) });
          else unit.customers.change(customer, { name: String(value) });
        } else if (what === 'find') {
          seen.push(unwrap(await unit.orders.findMany({ total: { gte: totalOf('b', 0) } })).map(shown));
        } else if (what === 'flush') {
          unwrap(await unit.flush());
        } else if (there !== undefined) {
          if (what === 'change') unit.orders.change(there, { points: BigInt(value), placedAt: new Date(value) });
          if (what === 'assign') there.total = totalOf(id, value);
          if (what === 'push') {
            there.tags ??= [];
            there.tags.push(String(value));
          }
          if (what === 'remove') unit.orders.remove(there);
        }
        if (what === 'read') seen.push(shown(there));
      }
      return isRefused ? err(refusal) : ok();
    }),
  );
  return seen;
}

/** The refusal that was asked for is none. */
function unwrapOk(result: Parameters<typeof unwrap>[0]): void {
  if (!result.ok && result.error !== refusal) unwrap(result);
}

test('what is done by units ends in the same database, and sees the same, as what is done directly', async () => {
  await check(
    asyncProperty(runs, async (given) => {
      const [one, other] = [createShop(), createShop()];
      for (const { actions, isRefused } of given) {
        const seen = await byUnit(one, actions, isRefused);
        expect(seen).toEqual(await direct(other, actions, isRefused));
      }
      const all = async ({ orders, customers }: Shop): Promise<unknown> => [
        unwrap(await orders.findMany({})).map(shown),
        unwrap(await customers.findMany({})),
      ];
      expect(await all(one)).toEqual(await all(other));
    }),
    { numRuns: 200 },
  );
});
