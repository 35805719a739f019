import assert from 'node:assert/strict';
import { err, ok, type AsyncResult, type IoOptions } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  aWhile,
  collect,
  failure,
  GROUP,
  groupOf,
  HOUR_MS,
  HOURLY,
  letters,
  on,
  publish,
  reopened,
  until,
  untilFailed,
  withBus,
  type EventBusHarness,
  type EventBusUnderTest,
} from './harness.js';

type Operation = readonly [string, () => AsyncResult<unknown>];

/** Every operation, on good input. */
function everyOperation(bus: EventBusUnderTest, io?: IoOptions): readonly Operation[] {
  const { ordered, history } = bus;
  const event = { type: 'thing', data: 1 } as const;
  return [
    ['publish', () => bus.publish('thing', 1, io)],
    ['publishMany', () => bus.publishMany([event], io)],
    ['subscribe', () => bus.subscribe('thing', async () => ok(), { group: GROUP, ...io })],
    ['deadLetters.list', () => bus.deadLetters.list(io)],
    ['deadLetters.get', () => bus.deadLetters.get('l', io)],
    ['deadLetters.replay', () => bus.deadLetters.replay('l', io)],
    ['deadLetters.replayAs', () => bus.deadLetters.replayAs({ id: 'l', type: 'thing' }, 1, io)],
    ['deadLetters.replayAll', () => bus.deadLetters.replayAll(io)],
    ['deadLetters.clear', () => bus.deadLetters.clear(io)],
    ['groups.list', () => bus.groups.list(io)],
    ['groups.remove', () => bus.groups.remove(GROUP, 'thing', io)],
    ...(ordered === undefined
      ? []
      : ([
          ['ordered.publish', () => ordered.publish('k', 'thing', 1, io)],
          ['ordered.publishMany', () => ordered.publishMany([{ ...event, key: 'k' }], io)],
        ] as const satisfies Operation[])),
    ...(history === undefined
      ? []
      : ([
          ['history.list', () => history.list(io)],
          ['history.replay', () => history.replay(GROUP, 'thing', {}, io)],
        ] as const satisfies Operation[])),
  ];
}

export const lifecycleCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) => withBus(harness, (bus) => expectProvider(bus, bus.publish('' as 'thing', 1))),
  },
  {
    name: 'an aborted signal cancels every operation, and nothing is done',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const seen = await collect(bus);
        const signal = AbortSignal.abort();
        for (const [what, run] of everyOperation(bus, { signal })) {
          const error = await expectError(run(), 'cancelled', what);
          assert.equal(error.operation, `events.${what}`);
        }
        await expectError(bus.publish('thing.happened', 1, { signal }), 'cancelled', 'publish');
        await expectError(bus.health({ signal }), 'cancelled', 'health');
        await publish(bus, 'fence');
        await until(() => seen.includes('fence'), 'the fence');
        assert.deepEqual(seen, ['fence'], 'something was published');
        assert.equal((await expectOk(bus.groups.list(), 'groups.list')).length, 1, 'a group was made');
      }),
  },
  {
    name: 'health says up while it works',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const health = await expectOk(bus.health({ signal: new AbortController().signal }), 'health');
        assert.equal(health.status, 'up');
        assert.ok(health.latencyMs >= 0);
      }),
  },
  {
    name: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    run: async (harness) => {
      const bus = await harness.make();
      const seen = await collect(bus);
      await publish(bus, 1);
      await until(() => seen.length === 1, 'the event');
      await expectOk(bus.close(), 'close');
      await expectOk(bus.close(), 'close again');
      await bus[Symbol.asyncDispose]();
      for (const [what, run] of everyOperation(bus)) {
        const error = await expectError(run(), 'unavailable', what);
        assert.equal(error.retryable, false, `${what} on a closed bus claims that trying again helps`);
      }
      assert.equal((await expectOk(bus.health(), 'health')).status, 'down');
    },
  },
  {
    name: 'await using closes it',
    run: async (harness) => {
      const bus = await harness.make();
      await bus[Symbol.asyncDispose]();
      await expectError(bus.groups.list(), 'unavailable', 'groups.list after disposal');
      await expectOk(bus.close(), 'close after disposal');
    },
  },
  {
    name: 'a subscription that closes takes no more events and lets those finish that it handles',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const gate = deferred();
        const seen: unknown[] = [];
        const subscription = await on(bus, async ({ data }) => {
          seen.push(data);
          await gate.promise;
          return ok();
        });
        await publish(bus, 'running');
        await until(() => seen.length === 1, 'it runs');
        await publish(bus, 'next');
        let isClosed = false;
        const closed = subscription.close({ deadlineMs: HOUR_MS }).then((result) => {
          isClosed = true;
          return result;
        });
        await expectOk(bus.groups.list(), 'groups.list');
        assert.equal(isClosed, false, 'close did not wait');
        gate.resolve();
        await expectOk(closed, 'close');
        await expectOk(subscription.close(), 'close again');
        await until(async () => {
          const group = await groupOf(bus);
          return group?.active === 0 && group.members === 0;
        }, 'nothing is active');
        assert.deepEqual(seen, ['running'], 'another event was taken');
        const others = await collect(bus);
        await until(() => others.length > 0, 'the next one');
        await aWhile(harness);
        assert.deepEqual(others, ['next'], 'the running one was cut off');
      }),
  },
  {
    name: 'what is still handled at the deadline is given back: it aborts, and another gets it, which is no attempt',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const late = deferred();
        const aborted = deferred();
        let isRunning = false;
        const subscription = await on(bus, async (_, { signal }) => {
          signal.addEventListener('abort', () => aborted.resolve(), { once: true });
          isRunning = true;
          await late.promise;
          return ok();
        });
        await publish(bus, 1);
        await until(() => isRunning, 'it runs');
        const closing = subscription.close({ deadlineMs: 30 });
        await harness.advance(30);
        await expectOk(closing, 'close');
        await aborted.promise;
        late.resolve();
        const runs: (readonly number[])[] = [];
        await on(bus, async ({ retrycount }, { run, attempt }) => {
          runs.push([run, attempt, retrycount]);
          return ok();
        });
        await until(() => runs.length > 0, 'another gets it');
        await aWhile(harness);
        assert.deepEqual(runs, [[2, 1, 0]]);
      }),
  },
  {
    name: 'a bus that closes lets its handlers finish, who may publish meanwhile',
    needs: ['reopen'],
    run: async (harness) => {
      const bus = await harness.make();
      await using other = await reopened(harness, bus);
      const seen = await collect(other, { group: 'other' });
      const gate = deferred();
      let isRunning = false;
      await on(bus, async ({ data }) => {
        if (data !== 'first') return ok();
        isRunning = true;
        await gate.promise;
        return bus.publish('thing.happened', 'second');
      });
      await publish(bus, 'first');
      await until(() => isRunning, 'it runs');
      const closing = bus.close({ deadlineMs: HOUR_MS });
      gate.resolve();
      await expectOk(closing, 'close');
      await until(() => seen.length === 2, 'what the handler published');
      assert.deepEqual(seen, ['first', 'second']);
      await letters(other, 0);
    },
  },
  {
    name: 'with the backend out of reach every operation fails, health says down, and close returns',
    needs: ['unreachable'],
    run: async (harness) => {
      const bus = await harness.unreachable?.();
      assert.ok(bus);
      for (const [what, run] of everyOperation(bus)) await expectError(run(), ['unavailable', 'timeout'], what);
      const health = await expectOk(bus.health(), 'health');
      assert.equal(health.status, 'down');
      assert.ok(health.reason, 'health gives no reason');
      await expectOk(bus.close({ deadlineMs: 1_000 }), 'close');
    },
  },
];

export const survivalCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'groups outlive the bus that made them, with what waits, what failed and what is dead',
    needs: ['reopen'],
    run: async (harness) => {
      const before = await harness.make();
      await on(
        before,
        async ({ data }, { attempt }) =>
          attempt === 1 && data !== 'dead' ? err(failure('unavailable')) : err(failure('forbidden')),
        { concurrency: 3, backoff: { type: 'fixed', delayMs: 2 * HOUR_MS } },
      );
      await publish(before, 'dead');
      await letters(before, 1);
      await publish(before, 'failed');
      await untilFailed(before, 1);
      await using bus = await reopened(harness, before);
      await expectOk(before.close(), 'close');
      await publish(bus, 'waiting');
      const seen: unknown[] = [];
      await on(bus, async ({ data }, { attempt }) => {
        seen.push([data, attempt]);
        return ok();
      });
      await until(() => seen.length > 0, 'what waited');
      await harness.advance(HOUR_MS);
      await aWhile(harness);
      assert.deepEqual(seen, [['waiting', 1]], 'the back-off was forgotten');
      await harness.advance(HOUR_MS);
      await until(() => seen.length === 2, 'what had failed');
      assert.deepEqual(seen[1], ['failed', 2]);
      const [letter] = await letters(bus, 1);
      assert.equal(letter?.event?.data, 'dead');
    },
  },
  {
    name: 'of several members in several processes one gets each event',
    needs: ['reopen'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        await using other = await reopened(harness, bus);
        const here = await collect(bus, { concurrency: 3 });
        const there = await collect(other, { concurrency: 3 });
        assert.equal((await groupOf(bus))?.members, 2, 'members');
        const all = Array.from({ length: 200 }, (_, index) => index);
        await expectOk(bus.publishMany(all.map((data) => ({ type: 'thing.happened', data }))), 'publishMany');
        await until(() => here.length + there.length >= 200, 'all events');
        await aWhile(harness);
        const both = [...here, ...there].map(Number);
        assert.deepEqual(
          both.sort((a, b) => a - b),
          all,
        );
      }),
  },
  {
    name: 'an event whose process was killed is delivered again, and says so; a process that is dead changes nothing',
    needs: ['crash', 'reopen'],
    run: async (harness) => {
      const doomed = await harness.make();
      await using bus = await reopened(harness, doomed);
      const gate = deferred();
      let isRunning = false;
      await on(doomed, async () => {
        isRunning = true;
        await gate.promise;
        return ok();
      });
      await publish(bus, 1);
      await publish(bus, 2);
      await until(() => isRunning, 'it runs');
      await harness.crash?.(doomed);
      gate.resolve();
      const seen: (readonly unknown[])[] = [];
      await on(
        bus,
        async ({ data, retrycount }, { run, attempt }) => {
          seen.push([data, run, attempt, retrycount]);
          return ok();
        },
        HOURLY,
      );
      await until(() => seen.length >= 2, 'both');
      await aWhile(harness);
      const sorted = [...seen].sort(([a], [b]) => Number(a) - Number(b));
      assert.deepEqual(sorted[0], [1, 2, 1, 0], 'the one that ran');
      assert.equal(sorted.length, 2);
      assert.deepEqual([sorted[1]?.[0], sorted[1]?.[2], sorted[1]?.[3]], [2, 1, 0], 'the one that waited');
      await letters(bus, 0);
    },
  },
  {
    name: 'what was published is in the store',
    needs: ['peek'],
    run: (harness) =>
      withBus(harness, async (bus) => {
        await on(bus, async () => err(failure('unavailable')), HOURLY);
        await publish(bus, 'some data: 4711');
        await untilFailed(bus, 1);
        assert.match((await harness.peek?.(bus)) ?? '', /some data: 4711/);
      }),
  },
];
