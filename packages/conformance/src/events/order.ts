import assert from 'node:assert/strict';
import { err, ok, type OrderedEvents } from '@infra/core';
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
];
