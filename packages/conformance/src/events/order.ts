import assert from 'node:assert/strict';
import { err, ok, type EventSubscription, type OrderedEvents } from '@infra/core';
import { deferred, type Deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  AT_ONCE,
  collect,
  failure,
  HOUR_MS,
  HOURLY,
  letters,
  on,
  reopened,
  until,
  untilFailed,
  withBus,
  type EventBusHarness,
  type EventBusUnderTest,
  type EventSuiteEvents,
} from './harness.js';

function ordered(bus: EventBusUnderTest): OrderedEvents<EventSuiteEvents> {
  assert.ok(bus.ordered, 'the feature is there');
  return bus.ordered;
}

function publish(bus: EventBusUnderTest, key: string, data: unknown): Promise<unknown> {
  return expectOk(ordered(bus).publish(key, 'thing.happened', data), 'ordered.publish');
}

export const orderCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'events of one key are handled one after another, in their order, whoever handles them',
    needs: ['ordered'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen: Record<string, unknown[]> = {};
        const running = new Set<string>();
        let overlaps = 0;
        const handle: Parameters<typeof on>[1] = async ({ data, partitionkey = '' }, { run }) => {
          if (running.has(partitionkey)) overlaps += 1;
          running.add(partitionkey);
          await new Promise((resolve) => setTimeout(resolve, Number(data) % 3));
          running.delete(partitionkey);
          if (run === 1 && Number(data) % 7 === 0) return err(failure('unavailable'));
          (seen[partitionkey] ??= []).push(data);
          return ok();
        };
        await on(bus, handle, { concurrency: 5, ...AT_ONCE });
        await on(bus, handle, { concurrency: 5, ...AT_ONCE });
        const all = Array.from({ length: 30 }, (_, index) => index);
        const keys = ['a', 'b:{c}', 'ü'];
        for (const data of all) for (const key of keys) await publish(bus, key, data);
        await until(() => keys.every((key) => seen[key]?.length === 30), 'all events');
        for (const key of keys) assert.deepEqual(seen[key], all, `the order of ${key}`);
        assert.equal(overlaps, 0, 'two of one key at a time');
      }),
  },
  {
    name: 'an event that fails holds up those of its key, and no others; when it is dead they go on',
    needs: ['ordered'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen: unknown[] = [];
        await on(
          bus,
          async ({ data }) => {
            if (data === 'poison') return err(failure('unavailable'));
            seen.push(data);
            return ok();
          },
          { concurrency: 5, attempts: 2, ...HOURLY },
        );
        await publish(bus, 'k', 'poison');
        await publish(bus, 'k', 'behind it');
        await publish(bus, 'other', 'beside it');
        await untilFailed(bus, 1);
        await until(() => seen.length === 1, 'another key');
        await harness.advance(HOUR_MS);
        await letters(bus, 1);
        await until(() => seen.length === 2, 'the next of its key');
        assert.deepEqual(seen, ['beside it', 'behind it']);
      }),
  },
  {
    name: 'publishMany keeps their order too, and a key that makes no sense is a validation error',
    needs: ['ordered'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen = await collect(bus, { concurrency: 9 });
        const all = Array.from({ length: 100 }, (_, index) => index);
        const events = all.map((data) => ({ key: 'k', type: 'thing.happened', data }) as const);
        await expectOk(ordered(bus).publishMany(events), 'ordered.publishMany');
        await until(() => seen.length === 100, 'all events');
        assert.deepEqual(seen, all);
        await expectError(ordered(bus).publish('', 'thing.happened', 1), 'validation', 'an empty key');
        const wrong = ordered(bus).publishMany([{ key: '\ud800', type: 'thing', data: 1 }]);
        assert.equal((await expectError(wrong, 'validation', 'a lone surrogate')).details?.['index'], 0);
      }),
  },
  {
    name: 'those of a key wait for one that was given back, and go on behind it, past what a pattern is not for',
    needs: ['ordered'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        const { seen, member, gate } = await stuckAtFirst(bus);
        const free = await waitBehind(bus, bus, seen);
        await expectOk(member.close({ deadlineMs: 0 }), 'close');
        await until(() => free.length === 4, 'all of the key');
        assert.deepEqual(free, ['beside', 0, 1, 2]);
        gate.resolve();
      }),
  },
  {
    name: 'those of a key wait for one whose process was killed, and go on behind it',
    needs: ['ordered', 'crash', 'reopen'],
    run: async (harness) => {
      const doomed = await harness.make();
      await using bus = await reopened(harness, doomed);
      const { seen, gate } = await stuckAtFirst(doomed);
      const free = await waitBehind(bus, doomed, seen);
      await harness.crash?.(doomed);
      gate.resolve();
      await until(() => free.length === 4, 'all of the key');
      assert.deepEqual(free, ['beside', 0, 1, 2]);
    },
  },
];

/** A member that does not come to an end with what it gets first. */
async function stuckAtFirst(bus: EventBusUnderTest): Promise<{
  readonly seen: readonly unknown[];
  readonly member: EventSubscription;
  readonly gate: Deferred<void>;
}> {
  const gate = deferred();
  const seen: unknown[] = [];
  const member = await on(
    bus,
    async ({ data }) => {
      seen.push(data);
      await gate.promise;
      return ok();
    },
    { concurrency: 1 },
  );
  return { seen, member, gate };
}

/** Has a member stuck at the first of a key, and another free: what that one gets while others of the key wait, and from then on. */
async function waitBehind(
  bus: EventBusUnderTest,
  stuckBus: EventBusUnderTest,
  stuck: readonly unknown[],
): Promise<readonly unknown[]> {
  await publish(stuckBus, 'k', 0);
  await until(() => stuck.length === 1, 'the first');
  const free = await collect(bus, { concurrency: 5 });
  await publish(bus, 'k', 1);
  await expectOk(ordered(bus).publish('k', 'thing.changed', 'not for them'), 'ordered.publish');
  await publish(bus, 'k', 2);
  await publish(bus, 'another', 'beside');
  await until(() => free.length > 0, 'another key');
  assert.deepEqual(free, ['beside'], 'those of the key wait');
  return free;
}
