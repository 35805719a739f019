import assert from 'node:assert/strict';
import { err } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  AT_ONCE,
  aWhile,
  collect,
  dead,
  failure,
  letters,
  moody,
  on,
  publish,
  until,
  withBus,
  type EventBusHarness,
} from './harness.js';

export const deadLetterCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'dead letters are listed, the last first, page by page',
    run: (harness) =>
      withBus(harness, async (bus) => {
        await moody(bus);
        for (const data of [1, 2, 3, 4, 5]) await dead(bus, data);
        const first = await expectOk(bus.deadLetters.list({ limit: 2 }), 'list');
        const second = await expectOk(bus.deadLetters.list({ limit: 2, cursor: first.nextCursor }), 'list');
        const third = await expectOk(bus.deadLetters.list({ limit: 2, cursor: second.nextCursor }), 'list');
        const all = [...first.items, ...second.items, ...third.items];
        assert.deepEqual(
          all.map(({ event, reason }) => [event?.data, reason.code]),
          [5, 4, 3, 2, 1].map((data) => [data, 'forbidden']),
        );
        assert.equal(third.nextCursor, undefined, 'the last page has a nextCursor');
        const [one] = all;
        assert.ok(one);
        assert.deepEqual(await expectOk(bus.deadLetters.get(one.id), 'get'), one);
        assert.equal(await expectOk(bus.deadLetters.get('nobody'), 'get'), undefined);
      }),
  },
  {
    name: 'every group that fails an event has a letter of its own',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const one = await moody(bus, 'one');
        const other = await moody(bus, 'other');
        await publish(bus, 1);
        const both = await letters(bus, 2);
        assert.deepEqual(both.map(({ group }) => group).sort(), ['one', 'other']);
        assert.equal(new Set(both.map(({ id }) => id)).size, 2);
        assert.equal(both[0]?.event?.id, both[1]?.event?.id);
        one.isBad = other.isBad = false;
        const letter = both.find(({ group }) => group === 'one');
        assert.ok(letter);
        await expectOk(bus.deadLetters.replay(letter.id), 'replay');
        await until(() => one.seen.length === 1, 'the event, again');
        await letters(bus, 1);
        assert.deepEqual(other.seen, [], 'a group whose letter was not replayed');
      }),
  },
  {
    name: 'a replayed letter is delivered again, to its group alone, and is no letter any more',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const mood = await moody(bus);
        const other = await collect(bus, { group: 'other' });
        const letter = await dead(bus, 'again');
        mood.isBad = false;
        await expectOk(bus.deadLetters.replay(letter.id), 'replay');
        await until(() => mood.seen.length === 1, 'the event, again');
        await aWhile(harness);
        assert.deepEqual([mood.seen, other], [['again'], ['again']]);
        await letters(bus, 0);
        await expectError(bus.deadLetters.replay(letter.id), 'not_found', 'replay of what is no letter any more');
        await expectError(bus.deadLetters.replay('nobody'), 'not_found', 'replay of none');
      }),
  },
  {
    name: 'a replayed letter may fail as often as a new event, and its history stays',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const attempts: (readonly number[])[] = [];
        await on(
          bus,
          async (_, { run, attempt }) => {
            attempts.push([run, attempt]);
            return err(failure('unavailable'));
          },
          { attempts: 2, ...AT_ONCE },
        );
        const letter = await dead(bus, 1);
        await expectOk(bus.deadLetters.replay(letter.id), 'replay');
        await until(() => attempts.length === 4, 'two more attempts');
        assert.deepEqual(attempts, [
          [1, 1],
          [2, 2],
          [3, 1],
          [4, 2],
        ]);
        const [again] = await letters(bus, 1);
        assert.equal(again?.failures.length, 4, 'its history');
      }),
  },
  {
    name: 'a letter replayed with other data is a new event for its group alone, and the letter stays as it was',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const mood = await moody(bus);
        const other = await collect(bus, { group: 'other' });
        const letter = await dead(bus, { to: 'wrnog' });
        assert.equal(letter.type, 'thing.happened');
        mood.isBad = false;
        const edited = await expectOk(bus.deadLetters.replayAs(letter, { to: 'right' }), 'replayAs');
        assert.notEqual(edited.id, letter.event?.id);
        await until(() => mood.seen.length === 1, 'the new event');
        await aWhile(harness);
        assert.deepEqual([mood.seen, other], [[{ to: 'right' }], [{ to: 'wrnog' }]]);
        assert.deepEqual(await expectOk(bus.deadLetters.get(letter.id), 'get'), letter);
        await expectError(
          bus.deadLetters.replayAs(letter, () => 1),
          'validation',
          'replayAs with what is no data',
        );
        const another = { id: letter.id, type: 'order.placed' } as const;
        await expectError(bus.deadLetters.replayAs(another, { sku: '', count: 1 }), 'not_found', 'of another type');
        await expectError(bus.deadLetters.replayAs({ ...letter, id: 'nobody' }, 1), 'not_found', 'of none');
      }),
  },
  {
    name: 'replayAll replays all, and says how many',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const mood = await moody(bus);
        for (const data of [1, 2, 3]) await dead(bus, data);
        mood.isBad = false;
        assert.equal(await expectOk(bus.deadLetters.replayAll(), 'replayAll'), 3);
        await until(() => mood.seen.length === 3, 'all three');
        assert.deepEqual(mood.seen.map(Number).sort(), [1, 2, 3]);
        assert.equal(await expectOk(bus.deadLetters.replayAll(), 'replayAll'), 0);
      }),
  },
  {
    name: 'clear forgets dead letters, and nothing else',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const mood = await moody(bus);
        await dead(bus, 1);
        const letter = await dead(bus, 2);
        assert.equal(await expectOk(bus.deadLetters.clear(), 'clear'), 2);
        await letters(bus, 0);
        assert.equal(await expectOk(bus.deadLetters.get(letter.id), 'get'), undefined);
        assert.equal(await expectOk(bus.deadLetters.clear(), 'clear'), 0);
        mood.isBad = false;
        await publish(bus, 3);
        await until(() => mood.seen.includes(3), 'another event');
        assert.deepEqual(mood.seen, [3], 'what was cleared came back');
      }),
  },
];
