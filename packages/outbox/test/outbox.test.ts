import { err, InfraError, ok, unwrap, type OutboxMessage, type StandardSchemaV1 } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createOutbox, type Outbox } from '../src/index.js';
import { codeOf, createCarrier, setUp, type Events, type Setting } from './fixtures.js';

const schema: StandardSchemaV1<unknown, Events['order.placed']> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      const { id, total } = value as Events['order.placed'];
      return total >= 0
        ? { value: { id: id.toUpperCase(), total } }
        : { issues: [{ message: 'negative', path: ['total'] }] };
    },
  },
};

async function written({ store }: Setting): Promise<readonly OutboxMessage[]> {
  return unwrap(await store.claim())?.messages ?? [];
}

describe('publish', () => {
  test('writes the event with what the caller said and carried', async () => {
    const carrier = createCarrier();
    const setting = setUp();
    const outbox = createOutbox<Events>({ store: setting.store, context: carrier, clock: setting.clock });
    const time = new Date('2020-01-01T00:00:00Z');
    const context = { correlationId: 'c1' };
    const placed = await carrier.run(context, () =>
      setting.database.transaction((tx) =>
        outbox.publish('order.placed', { id: 'a', total: 1 }, { tx, key: 'a', subject: 'orders/a', time, id: 'e1' }),
      ),
    );
    expect(placed).toEqual(ok({ id: 'e1', type: 'order.placed' }));
    const paid = unwrap(await setting.database.transaction((tx) => outbox.publish('order.paid', { id: 'a' }, { tx })));
    expect(await written(setting)).toEqual([
      {
        id: 'e1',
        type: 'order.placed',
        data: { id: 'a', total: 1 },
        key: 'a',
        subject: 'orders/a',
        time,
        context,
        attempts: 0,
      },
      { id: paid.id, type: 'order.paid', data: { id: 'a' }, time: setting.clock.now(), context: {}, attempts: 0 },
    ]);
    expect(paid.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
  });

  test('what the schema outputs is written; what it refuses is a validation error that harms no transaction', async () => {
    const setting = setUp();
    const outbox = createOutbox<Events>({ store: setting.store, schemas: { 'order.placed': schema } });
    const codes: string[] = [];
    unwrap(
      await setting.database.transaction(async (tx) => {
        const refused = await outbox.publish('order.placed', { id: 'a', total: -1 }, { tx });
        codes.push(codeOf(refused));
        expect(refused.ok ? '' : refused.error.message).toContain('data.total: negative');
        expect(refused.ok ? '' : refused.error.operation).toBe('outbox.publish');
        codes.push(codeOf(await outbox.publish('order.paid', { id: Symbol('x') } as never, { tx })));
        codes.push(codeOf(await outbox.publish('' as never, { id: 'a' } as never, { tx })));
        codes.push(codeOf(await outbox.publish('order.paid', { id: 'a' }, { tx, key: '' })));
        codes.push(codeOf(await outbox.publish('order.paid', { id: 'a' }, undefined as never)));
        return outbox.publish('order.placed', { id: 'a', total: 1 }, { tx });
      }),
    );
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'validation'));
    expect((await written(setting)).map(({ data }) => data)).toEqual([{ id: 'A', total: 1 }]);
  });

  test('is rolled back with its transaction', async () => {
    const setting = setUp();
    const outbox = createOutbox<Events>({ store: setting.store });
    const no = new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' });
    const rolledBack = await setting.database.transaction(async (tx) => {
      unwrap(await outbox.publish('order.paid', { id: 'a' }, { tx }));
      return err(no);
    });
    expect(codeOf(rolledBack)).toBe('forbidden');
    expect(await written(setting)).toEqual([]);
  });
});

describe('publishMany', () => {
  const many = (outbox: Outbox<Events>, setting: Setting, total: number): ReturnType<typeof outbox.publishMany> =>
    setting.database.transaction((tx) =>
      outbox.publishMany(
        [
          { type: 'order.placed', data: { id: 'a', total }, key: 'a' },
          { type: 'order.paid', data: { id: 'a' }, key: 'a', subject: 'orders/a' },
        ],
        { tx },
      ),
    );

  test('writes all in their order, or none', async () => {
    const setting = setUp();
    const outbox = createOutbox<Events>({ store: setting.store, schemas: { 'order.placed': schema } });
    const refused = await many(outbox, setting, -1);
    expect(codeOf(refused)).toBe('validation');
    expect(refused.ok ? '' : refused.error.details?.['index']).toBe(0);
    expect(await written(setting)).toEqual([]);
    const appended = unwrap(await many(outbox, setting, 1));
    expect((await written(setting)).map(({ id, type, key }) => ({ id, type, key }))).toEqual(
      appended.map((event) => ({ ...event, key: 'a' })),
    );
    const none = await setting.database.transaction((tx) => outbox.publishMany([], { tx }));
    expect(none).toEqual(ok([]));
    expect(codeOf(await outbox.publishMany([{ type: 'order.paid', data: { id: 'a' } }], undefined as never))).toBe(
      'validation',
    );
    expect(codeOf(await outbox.publishMany(undefined as never, undefined as never))).toBe('validation');
  });
});
