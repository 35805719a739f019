import { unwrap } from '@infra/core';
import { afterEach, describe, expect, test } from 'vitest';
import { placeOrder } from '../src/shop/place-order.js';
import { createHarness, prepare, type Harness } from './harness.js';

/** A bound on what does not come, not a measure of speed. */
const SOON = { timeout: 20_000 };

let harness: Harness;
afterEach(() => harness.close());

describe.each(['pglite', 'postgres'])('the outbox on %s', (database) => {
  test('an order that is placed while the bus is down is delivered when it is up again', async () => {
    harness = await createHarness({ database, logger: 'memory' });
    const { ports, bare } = harness.composer;
    const { faults, carrier } = harness.instruments;
    const down = { latencyMs: 0, jitterMs: 0, errorPercent: 100, code: 'unavailable', hang: false, resetAfterS: 0 };
    await harness.send('PUT', '/api/faults/events', down);
    for (const name of ['o-1', 'o-2']) {
      const order = { run: 'none', order: name, customer: 'ada', items: 1, format: 1, hangsUp: false };
      unwrap(await placeOrder(order, ports, carrier));
    }
    const heard = () => harness.instruments.tap.latest().lines.some(({ message }) => message === 'database');
    await expect.poll(heard, SOON).toBe(true);
    expect(unwrap(await bare.database.orders.count({ status: 'placed' }))).toBe(2);
    faults.reset();
    await expect.poll(async () => unwrap(await bare.database.orders.count({ status: 'fulfilled' })), SOON).toBe(2);
  }, 60_000);

  test('a run during which the relay is stopped and the bus fails keeps every expectation', async () => {
    harness = await createHarness({ database });
    await harness.send('PUT', '/api/faults/events', { errorPercent: 30, resetAfterS: 0 });
    const { relay } = harness.composer.shop;
    const { finished } = unwrap(harness.runs.begin(prepare({ orders: 30, poison: 5, failing: 10 }, 'orders')));
    for (let round = 0; round < 3; round += 1) {
      unwrap(await relay.stop());
      unwrap(await relay.start());
    }
    const { status, reason } = await finished;
    expect([status, reason]).toEqual(['ok', undefined]);
  }, 60_000);
});
