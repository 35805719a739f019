import { unwrap } from '@infra/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OrderDetailView, OrdersView } from '../src/contract.js';
import { placeOrder } from '../src/shop/place-order.js';
import type { Order } from '../src/shop/shop-types.js';
import { createHarness, prepare, type Harness } from './harness.js';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness({ logger: 'memory' });
});
afterEach(() => harness.close());

const ports = () => harness.composer.ports;
const order = (name: string, change: Partial<Order> = {}): Order => ({
  ...{ run: 'none', order: name, customer: `c-${name}`, items: 1, format: 1, hangsUp: false },
  ...change,
});
const listed = async (query = ''): Promise<OrdersView> =>
  (await harness.request(`/api/orders${query}`)).json() as Promise<OrdersView>;
const detailOf = async (id: string): Promise<OrderDetailView> =>
  (await harness.request(`/api/orders/${id}`)).json() as Promise<OrderDetailView>;
const statusOf = async (id: string): Promise<string> => (await detailOf(id)).order.status;

describe('orders', () => {
  test('are listed by page, status and words, with what they come to', async () => {
    const { finished } = unwrap(harness.runs.begin(prepare({ orders: 70, poison: 0, failing: 0 }, 'orders')));
    const run = await finished;
    const first = await listed();
    expect(first).toMatchObject({ counts: { placed: 0, shipped: 0, fulfilled: 70, failed: 0 } });
    const rest = await listed(`?cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
    expect([first.orders.length, rest.orders.length, rest.nextCursor]).toEqual([50, 20, undefined]);
    const all = [...first.orders, ...rest.orders];
    expect(new Set(all.map(({ id }) => id)).size).toBe(70);
    expect(first.revenue).toEqual({ EUR: all.reduce((sum, { total }) => sum + total, 0) });
    const id = `${run.id.slice(-6)}-7`;
    expect((await listed(`?find=customer-${id}`)).orders.some((one) => one.id === id)).toBe(true);
    expect((await listed('?status=failed')).orders).toEqual([]);
    expect((await listed('?find=nothing-like-it')).orders).toEqual([]);
  });

  test('have a trail that says who has changed what', async () => {
    const { order: id, ...rest } = order('o-1', { hangsUp: true });
    unwrap(await placeOrder({ order: id, ...rest }, ports(), harness.instruments.carrier));
    await expect.poll(() => statusOf(id)).toBe('fulfilled');
    const { trail } = await detailOf(id);
    expect(trail.map(({ action, actor }) => [action, actor])).toEqual([
      ['create', undefined],
      ['update', 'queue:fulfil'],
      ['update', 'queue:fulfil'],
    ]);
    expect(trail[1]?.changes).toEqual([
      { field: 'status', before: 'placed', after: 'shipped' },
      { field: 'parcel', before: '', after: 'p-o-1' },
    ]);
  });

  test('that are withdrawn are not fulfilled; restored and replayed they are', async () => {
    unwrap(await ports().queue.pause());
    unwrap(await placeOrder(order('o-1'), ports(), harness.instruments.carrier));
    await expect.poll(async () => unwrap(await ports().queue.counts()).waiting).toBe(1);
    expect((await harness.request('/api/orders/o-1', { method: 'DELETE' })).status).toBe(204);
    expect((await listed()).orders).toEqual([]);
    expect((await detailOf('o-1')).order.deletedAt).toEqual(expect.any(String));
    unwrap(await ports().queue.resume());
    await expect.poll(async () => unwrap(await ports().queue.deadLetters.list()).items.length).toBe(1);
    const [letter] = unwrap(await ports().queue.deadLetters.list()).items;
    expect(letter?.reason).toMatchObject({ code: 'conflict', message: expect.stringContaining('was withdrawn') });

    expect((await harness.send('POST', '/api/orders/o-1/restore', {})).status).toBe(204);
    unwrap(await ports().queue.deadLetters.replay(letter?.id ?? ''));
    await expect.poll(() => statusOf('o-1')).toBe('fulfilled');
    expect((await detailOf('o-1')).trail.map(({ action, actor }) => `${action} ${actor ?? ''}`)).toEqual([
      'create ',
      'delete operator',
      'restore operator',
      'update queue:fulfil',
      'update queue:fulfil',
    ]);
  });

  test('that are not there are not found; an unknown status is told which there are', async () => {
    expect((await harness.request('/api/orders/none')).status).toBe(404);
    expect((await harness.request('/api/orders/none', { method: 'DELETE' })).status).toBe(404);
    expect((await harness.send('POST', '/api/orders/none/restore', {})).status).toBe(404);
    const wrong = await harness.request('/api/orders?status=lost');
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('placed, shipped, fulfilled')]);
    expect((await harness.request('/api/orders?cursor=forged')).status).toBe(400);
  });

  test('two workers that meet: the version tells the later one, and both come to the same', async () => {
    const { queue } = ports();
    const jobs = await Promise.all([1, 2, 3, 4].map(() => queue.add('fulfil', order('o-1'), { attempts: 5 })));
    for (const job of jobs) expect(await queue.result(unwrap(job))).toMatchObject({ ok: true });
    const { trail } = await detailOf('o-1');
    const statuses = trail.flatMap(({ changes }) => changes.filter(({ field }) => field === 'status'));
    expect(statuses.map(({ after }) => after)).toEqual(['placed', 'shipped', 'fulfilled']);
  });

  test('a fault of the database is met by the handlers, and by nobody who only looks on', async () => {
    await harness.send('PUT', '/api/faults/database', { errorPercent: 100 });
    expect(await placeOrder(order('o-1'), ports(), harness.instruments.carrier)).toMatchObject({
      ok: false,
      error: { code: 'unavailable' },
    });
    expect((await harness.request('/api/orders')).status).toBe(200);
    await harness.request('/api/faults', { method: 'DELETE' });
    expect(unwrap(await placeOrder(order('o-1'), ports(), harness.instruments.carrier))).toEqual({ isNew: true });
    expect(unwrap(await placeOrder(order('o-1'), ports(), harness.instruments.carrier))).toEqual({ isNew: false });
  });
});
