import assert from 'node:assert/strict';
import type { EventHistory, EventHistoryOptions } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  aWhile,
  collect,
  GROUP,
  publish,
  until,
  withBus,
  type EventBusHarness,
  type EventBusUnderTest,
  type EventSuiteEvents,
} from './harness.js';

function history(bus: EventBusUnderTest): EventHistory<EventSuiteEvents> {
  assert.ok(bus.history, 'the feature is there');
  return bus.history;
}

async function listed(bus: EventBusUnderTest, options?: EventHistoryOptions): Promise<readonly unknown[]> {
  return (await expectOk(history(bus).list(options), 'history.list')).items.map(({ data }) => data);
}

export const historyCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'the history has what was published, in its order, page by page, from a time or an event on',
    needs: ['history'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        await publish(bus, 1, { time: new Date(7), subject: 's' });
        const second = await publish(bus, 2);
        await expectOk(bus.publish('thing.changed', 3), 'publish');
        await publish(bus, 4);
        const first = await expectOk(history(bus).list({ limit: 3 }), 'list');
        const rest = await expectOk(history(bus).list({ limit: 3, cursor: first.nextCursor }), 'list');
        const all = [...first.items, ...rest.items];
        assert.deepEqual(
          all.map(({ data }) => data),
          [1, 2, 3, 4],
        );
        assert.equal(rest.nextCursor, undefined, 'the last page has a nextCursor');
        assert.deepEqual([all[0]?.time, all[0]?.subject, all[0]?.retrycount], [new Date(7), 's', 0]);
        assert.deepEqual(await listed(bus, { pattern: 'thing.changed' }), [3]);
        assert.deepEqual(await listed(bus, { pattern: 'thing.h*' }), [1, 2, 4]);
        assert.deepEqual(await listed(bus, { afterId: second.id }), [3, 4]);
        assert.deepEqual(await listed(bus, { since: new Date(0) }), [1, 2, 3, 4]);
        assert.deepEqual(await listed(bus, { since: new Date('2100-01-01') }), []);
        await expectError(history(bus).list({ afterId: 'nobody' }), 'not_found', 'after an event that is not there');
        await expectError(history(bus).list({ since: new Date(Number.NaN) }), 'validation', 'since');
      }),
  },
  {
    name: 'a group can have its past delivered again, which others do not notice',
    needs: ['history'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        await publish(bus, 'before the group');
        const seen = await collect(bus);
        const other = await collect(bus, { group: 'other' });
        const { id } = await publish(bus, 1);
        await publish(bus, 2);
        await expectOk(bus.publish('thing.changed', 3), 'publish');
        await until(() => seen.length === 2 && other.length === 2, 'both');
        assert.equal(await expectOk(history(bus).replay(GROUP, 'thing.happened', { afterId: id }), 'replay'), 1);
        await until(() => seen.length === 3, 'the second again');
        assert.equal(await expectOk(history(bus).replay(GROUP, 'thing.happened', {}), 'replay'), 3);
        await until(() => seen.length === 6, 'all again');
        await aWhile(harness);
        assert.deepEqual(seen, [1, 2, 2, 'before the group', 1, 2]);
        assert.deepEqual(other, [1, 2]);
        await expectError(
          history(bus).replay('nobody', 'thing.happened', {}),
          'not_found',
          'a group that is not there',
        );
      }),
  },
];
