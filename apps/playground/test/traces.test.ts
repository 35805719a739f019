import { unwrap } from '@infra/core';
import { withContext } from '@infra/observability';
import { afterEach, expect, test } from 'vitest';
import { placeOrder } from '../src/shop/place-order.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;
afterEach(() => harness.close());

/** A bound on what does not come, not a measure of speed. */
const SOON = { timeout: 10_000 };

interface EndedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** The memory tracer keeps them. */
function spans(): readonly EndedSpan[] {
  const { tracer } = harness.composer.ports;
  if (!('spans' in tracer)) throw new Error('not the memory tracer');
  return tracer.spans as readonly EndedSpan[];
}

async function place(name: string): Promise<void> {
  const { composer } = harness;
  const order = { run: 'none', order: name, customer: `c-${name}`, items: 1, format: 1, hangsUp: false };
  const { carrier } = composer;
  unwrap(await withContext(carrier, { actor: 'customer' }, () => placeOrder(order, composer.ports, carrier)));
  const statusOf = async () => unwrap(await composer.bare.database.orders.findById(name))?.status;
  await expect.poll(statusOf, SOON).toBe('fulfilled');
}

test('where the ports are observed, an order is one trace from its transaction to its last handler', async () => {
  const observe = { observe: {} };
  harness = await createHarness({ logger: 'memory' }, { database: observe, events: observe, queue: observe });
  await place('o-1');
  await place('o-2');
  await expect.poll(() => spans().filter(({ name }) => name === 'queue:notification.send').length, SOON).toBe(2);
  const traces = new Set(spans().flatMap(({ name, traceId }) => (name === 'queue:fulfil' ? [traceId] : [])));
  expect(traces.size).toBe(2);
  for (const trace of traces) {
    const all = spans().filter(({ traceId }) => traceId === trace);
    /** The names above a span, the nearest first, without the attempts. */
    const above = (span: EndedSpan | undefined): readonly string[] => {
      const parent = all.find(({ spanId }) => spanId === span?.parentSpanId);
      if (parent === undefined) return [];
      return parent.name.endsWith(' attempt') ? above(parent) : [parent.name, ...above(parent)];
    };
    const way = ['queue.add', 'events:fulfilment', 'events.ordered.publish', 'relay', 'database.transaction'];
    expect(above(all.find(({ name }) => name === 'queue:fulfil'))).toEqual(way);
    expect(above(all.find(({ name }) => name === 'queue:notification.send'))).toEqual(
      expect.arrayContaining(['events:notifications', 'queue:fulfil', ...way]),
    );
  }
});

test('where none is observed there are no spans', async () => {
  harness = await createHarness({ logger: 'memory' });
  await place('o-1');
  expect(spans()).toEqual([]);
});
