import assert from 'node:assert/strict';
import { ok } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { aWhile, collect, GROUP, groupOf, on, publish, until, withBus, type EventBusHarness } from './harness.js';

export const groupCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'every group gets every event, and of its members one gets each',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const first = await collect(bus, { group: 'a' });
        const second = await collect(bus, { group: 'a' });
        const other = await collect(bus, { group: 'b' });
        const all = Array.from({ length: 100 }, (_, index) => index);
        for (const data of all) await publish(bus, data);
        await until(() => first.length + second.length >= 100 && other.length >= 100, 'all events');
        await aWhile(harness);
        const sorted = (data: unknown[]): number[] => data.map(Number).sort((a, b) => a - b);
        assert.deepEqual(sorted([...first, ...second]), all, 'the members of one group, together');
        assert.deepEqual(sorted(other), all, 'the only member of another group');
      }),
  },
  {
    name: 'a pattern is for what begins as it does, and for nothing else',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen: string[] = [];
        const note = (by: string) => async (event: { readonly type: string }) => {
          seen.push(`${by} ${event.type}`);
          return ok();
        };
        await expectOk(bus.subscribe('thing.*', note('thing.*'), { group: GROUP }), 'subscribe');
        await expectOk(bus.subscribe('*', note('*'), { group: GROUP }), 'subscribe');
        await expectOk(bus.subscribe('thing', note('thing'), { group: GROUP }), 'subscribe');
        await expectOk(bus.publish('thing.happened', 1), 'publish');
        await expectOk(bus.publish('thing.changed', 1), 'publish');
        await expectOk(bus.publish('thing', 1), 'publish');
        await expectOk(bus.publish('order.placed', { sku: 'x', count: 1 }), 'publish');
        await until(() => seen.length >= 7, 'seven deliveries');
        await aWhile(harness);
        assert.deepEqual([...seen].sort(), [
          '* order.placed',
          '* thing',
          '* thing.changed',
          '* thing.happened',
          'thing thing',
          'thing.* thing.changed',
          'thing.* thing.happened',
        ]);
      }),
  },
  {
    name: 'a group gets what is published from its beginning on, also while none of its members is there',
    run: (harness) =>
      withBus(harness, async (bus) => {
        await publish(bus, 'before');
        const seen: unknown[] = [];
        const handler: Parameters<typeof on>[1] = async ({ data }) => {
          seen.push(data);
          return ok();
        };
        const subscription = await on(bus, handler);
        await publish(bus, 'with');
        await until(() => seen.length === 1, 'the first');
        await expectOk(subscription.close(), 'close');
        await publish(bus, 'without');
        await aWhile(harness);
        assert.deepEqual(seen, ['with'], 'a subscription that is closed');
        await on(bus, handler);
        await until(() => seen.length === 2, 'what waited');
        assert.deepEqual(seen, ['with', 'without']);
      }),
  },
  {
    name: 'a subscription handles as many events at a time as it may',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const gate = deferred();
        let running = 0;
        let most = 0;
        let done = 0;
        await on(
          bus,
          async () => {
            running += 1;
            most = Math.max(most, running);
            await gate.promise;
            running -= 1;
            done += 1;
            return ok();
          },
          { concurrency: 3 },
        );
        for (let data = 0; data < 8; data += 1) await publish(bus, data);
        await until(() => running === 3, 'three at a time');
        await aWhile(harness);
        gate.resolve();
        await until(() => done === 8, 'all');
        assert.equal(most, 3);
      }),
  },
  {
    name: 'groups say what they have to do, and who is there to do it',
    run: (harness) =>
      withBus(harness, async (bus) => {
        assert.deepEqual(await expectOk(bus.groups.list(), 'groups.list'), []);
        const gate = deferred();
        await on(bus, async () => {
          await gate.promise;
          return ok();
        });
        await expectOk(
          bus.subscribe('order.*', async () => ok(), { group: 'another' }),
          'subscribe',
        );
        await publish(bus, 1);
        await publish(bus, 2);
        await until(async () => {
          const group = await groupOf(bus);
          return group?.active === 1 && group.waiting === 1;
        }, 'one is active, one waits');
        const groups = await expectOk(bus.groups.list(), 'groups.list');
        assert.deepEqual(
          groups.map(({ group, pattern, failed, members }) => [group, pattern, failed, members]),
          [
            ['another', 'order.*', 0, 1],
            [GROUP, 'thing.happened', 0, 1],
          ],
        );
        gate.resolve();
        await until(async () => {
          const group = await groupOf(bus);
          return group?.active === 0 && group.waiting === 0;
        }, 'nothing is left');
      }),
  },
  {
    name: 'a group without members can be removed, with all that waits for it, and begins anew',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const subscription = await on(bus, async () => ok());
        const other = await collect(bus, { group: 'other' });
        await expectError(bus.groups.remove(GROUP, 'thing.happened'), 'conflict', 'remove with a member');
        await expectOk(subscription.close(), 'close');
        await publish(bus, 'old');
        assert.equal(await expectOk(bus.groups.remove(GROUP, 'thing.*'), 'remove'), false, 'another pattern');
        assert.equal(await expectOk(bus.groups.remove(GROUP, 'thing.happened'), 'remove'), true);
        assert.equal(await expectOk(bus.groups.remove(GROUP, 'thing.happened'), 'remove again'), false);
        assert.equal(await groupOf(bus), undefined);
        const seen = await collect(bus);
        await publish(bus, 'new');
        await until(() => seen.includes('new') && other.length === 2, 'the new one');
        assert.deepEqual(seen, ['new']);
        assert.deepEqual(other, ['old', 'new'], 'another group');
      }),
  },
];
