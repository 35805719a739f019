import assert from 'node:assert/strict';
import { ok, type EventRun, type PublishOptions } from '@infra/core';
import { createCarrier } from '../context-carrier.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  AT_ONCE,
  aWhile,
  collect,
  GROUP,
  HOUR_MS,
  on,
  publish,
  until,
  withBus,
  type EventBusHarness,
} from './harness.js';
import { orderSchema, shapes, type Order } from '../payloads.js';

type Happening = Parameters<Parameters<typeof on>[1]>[0];

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const wrongOptions: readonly PublishOptions[] = [
  { id: '' },
  { id: '\ud800' },
  { id: 'x'.repeat(1_025) },
  { subject: '' },
  { time: new Date(Number.NaN) },
  { traceparent: 'no trace' },
];

export const publishingCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'an event reaches a handler once, with its data and the attributes of CloudEvents',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen: (readonly [Happening, EventRun])[] = [];
        await on(bus, async (event, run) => {
          seen.push([event, run]);
          return ok();
        });
        const given = { subject: 'things/7', time: new Date('2020-02-02T02:02:02.002Z'), traceparent: TRACE };
        const first = await publish(bus, { a: 1 }, given);
        assert.deepEqual([first.type, first.isDuplicate], ['thing.happened', false]);
        assert.match(first.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'a UUIDv7');
        const second = await publish(bus, 2, { id: 'an id: ü' });
        await until(() => seen.length >= 2, 'two events');
        await aWhile(harness);
        assert.equal(seen.length, 2, 'an event came twice');
        const [event, run] = seen.find(([{ id }]) => id === first.id) ?? [];
        assert.ok(event && run);
        const { source, ...others } = event;
        assert.ok(typeof source === 'string' && source !== '', 'source');
        assert.deepEqual(others, {
          specversion: '1.0',
          id: first.id,
          type: 'thing.happened',
          ...given,
          retrycount: 0,
          data: { a: 1 },
        });
        assert.deepEqual([run.group, run.run, run.attempt, run.attempts], [GROUP, 1, 1, 4]);
        assert.deepEqual(run.context, {});
        assert.equal(run.signal.aborted, false);
        const other = seen.find(([{ id }]) => id === second.id)?.[0];
        assert.equal(second.id, 'an id: ü');
        assert.ok(other && other.time instanceof Date && !('subject' in other) && !('traceparent' in other));
      }),
  },
  {
    name: 'publishMany publishes all, once each',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen = await collect(bus);
        const all = Array.from({ length: 250 }, (_, index) => index);
        const published = await expectOk(
          bus.publishMany(all.map((data) => ({ type: 'thing.happened', data }))),
          'publishMany',
        );
        assert.equal(new Set(published.map(({ id }) => id)).size, 250);
        assert.deepEqual(await expectOk(bus.publishMany([]), 'publishMany of none'), []);
        await until(() => seen.length >= 250, '250 events');
        await aWhile(harness);
        assert.deepEqual(
          seen.map(Number).sort((a, b) => a - b),
          all,
        );
      }),
  },
  {
    name: 'publishMany with one that is wrong publishes none, and says which',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen = await collect(bus);
        const events = [1, () => 1, 3].map((data) => ({ type: 'thing.happened', data }) as const);
        const error = await expectError(bus.publishMany(events), 'validation', 'publishMany');
        assert.equal(error.details?.['index'], 1, 'details.index');
        await publish(bus, 'fence');
        await until(() => seen.includes('fence'), 'the fence');
        assert.deepEqual(seen, ['fence'], 'something was published');
      }),
  },
  {
    name: 'data round-trip exactly',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen = await collect(bus);
        for (const [index, [what, value]] of shapes.entries()) {
          await publish(bus, value);
          await until(() => seen.length > index, what);
          assert.deepEqual(seen[index], value, what);
        }
        assert.equal(({} as { readonly polluted?: boolean }).polluted, undefined, 'data have changed every object');
      }),
  },
  {
    name: 'what is no data is refused, with the path',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const error = await expectError(bus.publish('thing.happened', { a: [0, () => 1] }), 'validation', 'a function');
        assert.match(error.message, /\.a\[1\]/, 'the message says where');
      }),
  },
  {
    name: 'data are a copy, for whoever publishes, for every group and for every attempt',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const data = { list: [1], when: new Date(5) };
        const seen: unknown[] = [];
        const spoil = async (
          { data: given, time }: Happening,
          { run, group }: EventRun,
        ): Promise<ReturnType<typeof ok>> => {
          seen.push(structuredClone(given), time.getTime());
          const own = given as typeof data;
          own.when.setTime(7);
          time.setTime(8);
          if (run === 1 && group === 'a') throw new Error('once more');
          return ok();
        };
        for (const group of ['a', 'b']) await on(bus, spoil, { group, ...AT_ONCE });
        await publish(bus, data, { time: new Date(9) });
        data.list.push(2);
        data.when.setTime(6);
        await until(() => seen.length === 6, 'three deliveries');
        const right = [{ list: [1], when: new Date(5) }, 9];
        assert.deepEqual(seen, [...right, ...right, ...right]);
      }),
  },
  {
    name: 'a schema outputs what is published; what it refuses is a validation error with the path',
    run: (harness) =>
      withBus(
        harness,
        async (bus) => {
          const seen: unknown[] = [];
          await expectOk(
            bus.subscribe(
              'order.*',
              async ({ data }) => {
                seen.push(data);
                return ok();
              },
              { group: GROUP },
            ),
            'subscribe',
          );
          const wrong = { sku: 'lamp', count: 'two' } as object as Order;
          const error = await expectError(bus.publish('order.placed', wrong), 'validation', 'publish');
          assert.match(error.message, /lines\[0\]\.count/, 'the message says where');
          assert.deepEqual(error.details?.['issues'], [{ path: '.lines[0].count', message: 'no number' }]);
          await expectError(bus.publishMany([{ type: 'order.placed', data: wrong }]), 'validation', 'publishMany');
          await expectOk(bus.publish('order.placed', { sku: 'lamp', count: 1 }), 'publish');
          await until(() => seen.length > 0, 'the order');
          assert.deepEqual(seen, [{ sku: 'LAMP', count: 1 }]);
        },
        { schemas: { 'order.placed': orderSchema } },
      ),
  },
  {
    name: 'options that make no sense are validation errors, and nothing happens',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen = await collect(bus);
        for (const options of wrongOptions) {
          await expectError(bus.publish('thing.happened', 1, options), 'validation', JSON.stringify(options));
        }
        for (const type of ['', 'thing*', 'x'.repeat(1_025)]) {
          await expectError(bus.publish(type as 'thing', 1), 'validation', `the type ${type}`);
        }
        const handler = async (): Promise<ReturnType<typeof ok>> => ok();
        for (const pattern of ['', '*.x', 'a**'] as readonly string[]) {
          await expectError(bus.subscribe(pattern as 'thing', handler, { group: GROUP }), 'validation', pattern);
        }
        for (const wrong of [
          { group: '' },
          { concurrency: 0 },
          { attempts: 0 },
          { timeoutMs: 0 },
          { backoff: { type: 'fixed', delayMs: -1 } },
        ] as const) {
          const subscribed = bus.subscribe('thing', handler, { group: GROUP, ...wrong });
          await expectError(subscribed, 'validation', JSON.stringify(wrong));
        }
        await expectError(bus.deadLetters.get(''), 'validation', 'get');
        await expectError(bus.deadLetters.list({ limit: 0 }), 'validation', 'limit');
        await expectError(bus.deadLetters.list({ cursor: 'x' }), 'validation', 'cursor');
        await publish(bus, 'fence');
        await until(() => seen.includes('fence'), 'the fence');
        assert.deepEqual(seen, ['fence'], 'something was published');
        assert.equal((await expectOk(bus.groups.list(), 'groups.list')).length, 1, 'a group was made');
      }),
  },
  {
    name: 'an id that was given is published once within the window',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen = await collect(bus);
        assert.equal((await publish(bus, 1, { id: 'i: 1' })).isDuplicate, false);
        assert.deepEqual(await publish(bus, 2, { id: 'i: 1' }), {
          id: 'i: 1',
          type: 'thing.happened',
          isDuplicate: true,
        });
        const many = await expectOk(
          bus.publishMany([
            { type: 'thing.happened', data: 3, id: 'i: 1' },
            { type: 'thing.happened', data: 4, id: 'i: 2' },
            { type: 'thing.happened', data: 5, id: 'i: 2' },
          ]),
          'publishMany',
        );
        assert.deepEqual(
          many.map(({ isDuplicate }) => isDuplicate),
          [true, false, true],
        );
        await harness.advance(24 * HOUR_MS);
        assert.equal((await publish(bus, 6, { id: 'i: 1' })).isDuplicate, false, 'when the window is over');
        await until(() => seen.length >= 3, 'three events');
        await aWhile(harness);
        assert.deepEqual(seen.map(Number).sort(), [1, 4, 6]);
      }),
  },
  {
    name: 'a handler runs in the context of whoever published, and the event belongs to its trace',
    run: async (harness) => {
      const context = createCarrier();
      await withBus(
        harness,
        async (bus) => {
          const seen: unknown[] = [];
          await on(bus, async ({ traceparent }, run) => {
            await Promise.resolve();
            seen.push([context.capture(), run.context, traceparent]);
            return ok();
          });
          const own = { requestId: 'r1', traceparent: TRACE };
          await context.run(own, () => publish(bus, 1));
          await until(() => seen.length === 1, 'the event');
          assert.deepEqual(seen, [[own, own, TRACE]]);
          await context.run({ traceparent: 'no trace' }, () => publish(bus, 1));
          await until(() => seen.length === 2, 'the event');
          assert.equal((seen[1] as unknown[])[2], undefined, 'what is no trace');
        },
        { context },
      );
    },
  },
];
