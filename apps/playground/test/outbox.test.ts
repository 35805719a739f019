import { unwrap } from '@infra/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutboxDetailView } from '../src/contract.js';
import { CONSUMER } from '../src/shop/event-groups.js';
import { placeOrder } from '../src/shop/place-order.js';
import type { Order } from '../src/shop/shop-types.js';
import { createHarness, prepare, type Harness } from './harness.js';

/** A bound on what does not come, not a measure of speed. */
const SOON = { timeout: 10_000 };

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness({ logger: 'memory' });
});
afterEach(() => harness.close());

const ports = () => harness.composer.ports;
const order = (name: string): Order => ({
  ...{ run: 'none', order: name, customer: `c-${name}`, items: 1, format: 1, hangsUp: false },
});
const place = (name: string) => placeOrder(order(name), ports(), harness.instruments.carrier);
const statusOf = async (id: string): Promise<string | undefined> =>
  unwrap(await harness.composer.bare.database.orders.findById(id))?.status;
const outbox = async (): Promise<OutboxDetailView> =>
  (await harness.request('/api/outbox')).json() as Promise<OutboxDetailView>;
const breakBus = (code: string) =>
  harness.send('PUT', '/api/faults/events', { errorPercent: 100, code, resetAfterS: 0 });
const mend = () => harness.request('/api/faults', { method: 'DELETE' });

describe('the outbox', () => {
  test('an order that is placed while the bus is down is delivered when it is up again', async () => {
    await breakBus('unavailable');
    expect(unwrap(await place('o-1'))).toEqual({ isNew: true });
    // The relay has tried it, and will again.
    await expect.poll(() => harness.instruments.tap.latest().lines.length, SOON).toBeGreaterThan(0);
    expect(await statusOf('o-1')).toBe('placed');
    expect((await outbox()).parked).toEqual([]);
    await mend();
    await expect.poll(() => statusOf('o-1'), SOON).toBe('fulfilled');
    await expect.poll(async () => (await outbox()).outbox, SOON).toMatchObject({ pending: 0, claimed: 0, parked: 0 });
  });

  test('a relay that is stopped while orders are placed loses none of them', async () => {
    expect((await harness.send('POST', '/api/outbox/stop', {})).status).toBe(204);
    for (let index = 0; index < 20; index += 1) unwrap(await place(`o-${index}`));
    expect((await outbox()).outbox).toMatchObject({ running: false, pending: 20, claimed: 0 });
    expect(await (await harness.request('/api/work')).json()).toMatchObject({
      outbox: { running: false, pending: 20 },
    });
    expect(unwrap(await harness.composer.bare.queue.counts())).toMatchObject({ waiting: 0, completed: 0 });
    expect((await harness.send('POST', '/api/outbox/start', {})).status).toBe(204);
    await expect
      .poll(async () => unwrap(await harness.composer.bare.database.orders.count({ status: 'fulfilled' })), SOON)
      .toBe(20);
    expect((await outbox()).outbox).toMatchObject({ running: true, parked: 0 });
  });

  test('a run during which the relay is stopped and the bus fails keeps every expectation', async () => {
    await harness.send('PUT', '/api/faults/events', { errorPercent: 30, resetAfterS: 0 });
    const { relay } = harness.composer.shop;
    const { finished } = unwrap(harness.runs.begin(prepare({ orders: 40, poison: 5, failing: 10 }, 'orders')));
    for (let round = 0; round < 5; round += 1) {
      unwrap(await relay.stop());
      unwrap(await relay.start());
    }
    // What the relay could not publish at once is told of, and breaks no promise.
    expect(await finished).toMatchObject({ status: 'ok' });
  });

  test('what the bus refuses for good is parked, looked at, and replayed', async () => {
    await breakBus('forbidden');
    for (const name of ['o-1', 'o-2', 'o-3']) unwrap(await place(name));
    await expect.poll(async () => (await outbox()).parked.length, SOON).toBe(3);
    const { parked, isMore } = await outbox();
    expect(isMore).toBe(false);
    expect(parked[0]).toMatchObject({ type: 'order.placed', reason: { code: 'forbidden' }, key: expect.any(String) });
    await mend();
    const one = await harness.send('POST', `/api/outbox/parked/${parked[0]?.id ?? ''}/replay`, {});
    expect(await one.json()).toEqual({ replayed: 1 });
    expect((await harness.send('POST', '/api/outbox/parked/none/replay', {})).status).toBe(404);
    expect(await (await harness.send('POST', '/api/outbox/parked/replay', {})).json()).toEqual({ replayed: 2 });
    for (const name of ['o-1', 'o-2', 'o-3']) await expect.poll(() => statusOf(name), SOON).toBe('fulfilled');

    await breakBus('forbidden');
    unwrap(await place('o-4'));
    await expect.poll(async () => (await outbox()).parked.length, SOON).toBe(1);
    expect(await (await harness.request('/api/outbox/parked', { method: 'DELETE' })).json()).toEqual({ replayed: 1 });
    expect((await outbox()).parked).toEqual([]);
  });

  test('an order that is rolled back has no event', async () => {
    const { database } = ports();
    await harness.send('PUT', '/api/faults/database', { errorPercent: 40, resetAfterS: 0 });
    const placed = await Promise.all(Array.from({ length: 30 }, (_, index) => place(`o-${index}`)));
    await mend();
    const isThere = placed.filter(({ ok }) => ok).length;
    expect(isThere).toBeLessThan(30);
    expect(unwrap(await database.orders.count({}))).toBe(isThere);
    const noted = () => database.notes.count({ event: 'order.placed' });
    await expect.poll(async () => unwrap(await noted()), { timeout: 20_000 }).toBe(isThere);
  });

  test('an event that a consumer has had already has no second effect', async () => {
    const { database } = ports();
    const { inbox } = harness.composer.bare.database.messages;
    unwrap(
      await harness.composer.bare.database.transactions.transaction((tx) =>
        inbox.accept(CONSUMER, 'placed-o-1', { tx }),
      ),
    );
    unwrap(await place('o-1'));
    await expect.poll(() => statusOf('o-1'), SOON).toBe('fulfilled');
    await expect
      .poll(async () => unwrap(await database.notes.findMany({})).map(({ event }) => event), SOON)
      .toEqual(['order.fulfilled']);
  });
});
