import { ok, unwrap } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createOutbox } from '../src/index.js';
import { createCarrier, setUp, turns, type Events } from './fixtures.js';
import { start, place, idsOf, silent, guarded } from './relay-setting.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('what is committed', () => {
  test('is published as it was written, at once where the store calls', async () => {
    const carrier = createCarrier();
    const setting = setUp(carrier);
    const contexts: unknown[] = [];
    unwrap(await setting.bus.subscribe('*', async (_, run) => ok(contexts.push(run.context)), { group: 'contexts' }));
    const started = await start({ context: carrier }, setting);
    const { database, store, clock, seen } = started;
    const outbox = createOutbox<Events>({ store, context: carrier, clock });
    const time = new Date('2020-01-01T00:00:00Z');
    const context = { correlationId: 'c1', traceparent: TRACE };
    const published = await carrier.run(context, () =>
      database.transaction((tx) =>
        outbox.publish('order.placed', { id: 'a', total: 1 }, { tx, id: 'e1', key: 'k', subject: 's', time }),
      ),
    );
    expect(published).toEqual(ok({ id: 'e1', type: 'order.placed' }));
    await turns();
    expect(seen).toEqual([
      {
        specversion: '1.0',
        id: 'e1',
        source: '/',
        type: 'order.placed',
        time,
        subject: 's',
        partitionkey: 'k',
        traceparent: TRACE,
        retrycount: 0,
        data: { id: 'a', total: 1 },
      },
    ]);
    expect(contexts).toEqual([context]);
    unwrap(await started.relay.close());
  });

  test('is found by looking, where the store does not call', async () => {
    const setting = setUp();
    const started = await start({ store: silent(setting.store), pollMs: 1_000 }, setting);
    await place(started, 'a');
    await turns();
    expect(started.seen).toEqual([]);
    started.clock.advance(1_000);
    await turns();
    expect(idsOf(started.seen)).toEqual(['a']);
    unwrap(await started.relay.close());
  });

  test('goes out in as few calls as possible, of more than one claim if need be', async () => {
    const setting = setUp();
    const calls: number[] = [];
    const bus = guarded(setting.bus, (ids) => {
      calls.push(ids.length);
      return undefined;
    });
    const started = await start({ bus, limit: 10 }, setting);
    await place(started, ...Array.from({ length: 25 }, (_, index) => `k.${String(index)}`));
    await turns();
    expect(calls).toEqual([10, 10, 5]);
    expect(idsOf(started.seen)).toEqual(Array.from({ length: 25 }, (_, index) => `k.${String(index)}`));
    unwrap(await started.relay.close());
  });

  test('is published in its order on a bus without order, too', async () => {
    const setting = setUp();
    const started = await start({ bus: guarded(setting.bus, () => undefined, false), limit: 2 }, setting);
    await place(started, 'k.0', 'k.1', 'j.0', 'k.2');
    await turns();
    expect(idsOf(started.seen)).toEqual(['k.0', 'k.1', 'j.0', 'k.2']);
    unwrap(await started.relay.close());
  });
});
