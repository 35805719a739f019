import assert from 'node:assert/strict';
import { err, ok, type InfraError, type InfraErrorCode } from '@infra/core';
import { deferred } from '../deferred.js';
import type { ConformanceCase } from '../suite.js';
import {
  AT_ONCE,
  aWhile,
  collect,
  failure,
  HOUR_MS,
  HOURLY,
  letters,
  on,
  publish,
  until,
  untilFailed,
  withBus,
  type EventBusHarness,
} from './harness.js';

const PERMANENT = ['validation', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'unsupported'] as const;

export const failingCases: readonly ConformanceCase<EventBusHarness>[] = [
  {
    name: 'an event that fails waits for the back-off, which doubles, and is delivered again, and says so',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const attempts: (readonly number[])[] = [];
        await on(
          bus,
          async ({ retrycount }, { run, attempt, attempts: most }) => {
            attempts.push([run, attempt, most, retrycount]);
            return attempt < 3 ? err(failure('unavailable')) : ok();
          },
          { attempts: 3, backoff: { type: 'exponential', delayMs: HOUR_MS, maxMs: 9e7 } },
        );
        await publish(bus, 1);
        await untilFailed(bus, 1);
        await harness.advance(HOUR_MS);
        await until(() => attempts.length === 2, 'the second attempt');
        await untilFailed(bus, 1);
        await harness.advance(HOUR_MS);
        await aWhile(harness);
        assert.equal(attempts.length, 2, 'the second wait is no longer than the first');
        await harness.advance(HOUR_MS);
        await until(() => attempts.length === 3, 'the third attempt');
        assert.deepEqual(attempts, [
          [1, 1, 3, 0],
          [2, 2, 3, 1],
          [3, 3, 3, 2],
        ]);
        await untilFailed(bus, 0);
        await letters(bus, 0);
      }),
  },
  {
    name: 'unless told otherwise it is tried again after 1, 2 and 4 seconds; then it is dead',
    run: (harness) =>
      withBus(harness, async (bus) => {
        let attempts = 0;
        await on(bus, async () => {
          attempts += 1;
          return err(failure('unavailable'));
        });
        await publish(bus, 1);
        for (const [index, seconds] of [1, 2, 4].entries()) {
          await untilFailed(bus, 1);
          assert.equal(attempts, index + 1);
          await harness.advance(seconds * 1_000);
          await until(() => attempts === index + 2, `attempt ${String(index + 2)}`);
        }
        const [letter] = await letters(bus, 1);
        assert.equal(letter?.failures.length, 4);
        assert.equal(attempts, 4);
      }),
  },
  {
    name: 'an event that has failed as often as it may is dead, with the reason and every attempt',
    run: (harness) =>
      withBus(harness, async (bus) => {
        let runs = 0;
        await on(
          bus,
          async (_, { attempt }) => {
            runs += 1;
            return err(failure(attempt === 2 ? 'timeout' : 'unavailable'));
          },
          { attempts: 3, ...AT_ONCE },
        );
        const { id } = await publish(bus, { order: 7 }, { subject: 's' });
        const [letter] = await letters(bus, 1);
        assert.ok(letter);
        assert.equal(runs, 3);
        assert.deepEqual(
          [letter.group, letter.pattern, letter.type],
          ['the group', 'thing.happened', 'thing.happened'],
        );
        assert.deepEqual([letter.event?.id, letter.event?.data, letter.event?.subject], [id, { order: 7 }, 's']);
        assert.deepEqual([letter.reason.code, letter.reason.message], ['unavailable', 'it is unavailable']);
        assert.deepEqual(
          letter.failures.map(({ run, error }) => [run, error.code]),
          [
            [1, 'unavailable'],
            [2, 'timeout'],
            [3, 'unavailable'],
          ],
        );
        assert.ok(letter.failures.every(({ at }) => at instanceof Date && !Number.isNaN(at.getTime())));
        assert.ok(letter.diedAt instanceof Date);
        assert.equal(letter.runs, 3);
      }),
  },
  {
    name: 'a permanent failure is dead at once',
    run: (harness) =>
      withBus(harness, async (bus) => {
        let runs = 0;
        await on(
          bus,
          async ({ data }) => {
            runs += 1;
            return err(failure(data as InfraErrorCode));
          },
          AT_ONCE,
        );
        for (const code of PERMANENT) await publish(bus, code);
        const dead = await letters(bus, PERMANENT.length);
        assert.deepEqual(new Set(dead.map(({ reason }) => reason.code)), new Set(PERMANENT));
        assert.equal(runs, PERMANENT.length, 'a permanent failure was tried again');
      }),
  },
  {
    name: 'a failure that says nothing of the next attempt is tried again, whatever a retry of calls made of it',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const failures: readonly InfraError[] = [
          failure('unavailable', { retryable: false }),
          failure('timeout', { retryable: false }),
          failure('internal'),
          failure('cancelled'),
          failure('unknown_outcome'),
          failure('conflict', { retryable: true }),
        ];
        const done: unknown[] = [];
        await on(
          bus,
          async ({ data }, { attempt }) => {
            const error = failures[Number(data)];
            if (error !== undefined && attempt === 1) return err(error);
            done.push(data);
            return ok();
          },
          { attempts: 2, ...AT_ONCE },
        );
        for (const index of failures.keys()) await publish(bus, index);
        await until(() => done.length === failures.length, `all again, not only ${JSON.stringify(done)}`);
        await letters(bus, 0);
      }),
  },
  {
    name: 'a throw, and what is no Result, is an internal failure that is tried again',
    run: (harness) =>
      withBus(harness, async (bus) => {
        let seen = 0;
        await on(
          bus,
          async ({ data }, { attempt }) => {
            if (attempt > 1) return ok((seen += 1));
            if (data === 'throw') throw new TypeError('a bug');
            return 'no result' as never;
          },
          { group: 'odd', attempts: 2, ...AT_ONCE },
        );
        await on(bus, async ({ data }) => (data === 'throw' ? Promise.reject(new TypeError('a bug')) : (7 as never)), {
          group: 'hopeless',
          attempts: 1,
        });
        await publish(bus, 'throw');
        await publish(bus, 'no result');
        const dead = await letters(bus, 2);
        assert.deepEqual(
          dead.map(({ group, reason }) => [group, reason.code]),
          [
            ['hopeless', 'internal'],
            ['hopeless', 'internal'],
          ],
        );
        await until(() => seen === 2, 'both again');
      }),
  },
  {
    name: 'what one group fails affects no other, and holds up nothing else',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const stuck = deferred();
        await on(bus, async () => Promise.reject(new Error('no')), { group: 'failing', ...HOURLY });
        await on(
          bus,
          async () => {
            await stuck.promise;
            return ok();
          },
          { group: 'stuck' },
        );
        const seen = await collect(bus, { group: 'fine' });
        for (const data of [1, 2, 3]) await publish(bus, data);
        await until(() => seen.length === 3, 'the group that works');
        await untilFailed(bus, 3, 'failing');
        await aWhile(harness);
        assert.equal(seen.length, 3, 'it got them again');
        stuck.resolve();
      }),
  },
  {
    name: 'a longer retryAfterMs is waited for',
    run: (harness) =>
      withBus(harness, async (bus) => {
        let runs = 0;
        await on(
          bus,
          async () => {
            runs += 1;
            return runs === 1 ? err(failure('rate_limited', { retryAfterMs: 5 * HOUR_MS })) : ok();
          },
          AT_ONCE,
        );
        await publish(bus, 1);
        await untilFailed(bus, 1);
        await harness.advance(4 * HOUR_MS);
        await aWhile(harness);
        assert.equal(runs, 1, 'it did not wait');
        await harness.advance(HOUR_MS);
        await until(() => runs === 2, 'the second attempt');
      }),
  },
  {
    name: 'an attempt that takes longer than its timeoutMs has failed with timeout, and its signal aborts',
    run: (harness) =>
      withBus(harness, async (bus) => {
        const aborted = deferred();
        let isRunning = false;
        await on(
          bus,
          async (_, { signal }) => {
            signal.addEventListener('abort', () => aborted.resolve(), { once: true });
            isRunning = true;
            return new Promise(() => undefined);
          },
          { timeoutMs: HOUR_MS, attempts: 1 },
        );
        await publish(bus, 1);
        await until(() => isRunning, 'it runs');
        await harness.advance(HOUR_MS);
        await aborted.promise;
        const [letter] = await letters(bus, 1);
        assert.equal(letter?.reason.code, 'timeout');
      }),
  },
  {
    name: 'onError hears why an event died, and may throw',
    run: async (harness) => {
      const heard: string[] = [];
      await withBus(
        harness,
        async (bus) => {
          await on(bus, async () => err(failure('forbidden')));
          await publish(bus, 1);
          await letters(bus, 1);
          await publish(bus, 2);
          await letters(bus, 2);
          await until(() => heard.length === 2, 'onError');
          assert.deepEqual(heard, ['forbidden', 'forbidden']);
        },
        {
          onError: ({ code }) => {
            heard.push(code);
            throw new Error('an observer that throws');
          },
        },
      );
    },
  },
];
