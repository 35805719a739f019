import assert from 'node:assert/strict';
import { ok } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { add, aWhile, HOUR_MS, resultOf, start, stateOf, until, withQueue, type JobQueueHarness } from './harness.js';

export const orderCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'lower priorities run first, equal ones in the order in which they were added',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const plan: readonly (readonly [string, number])[] = [
          ['e', 1_000_000],
          ['c1', 7],
          ['a1', 0],
          ['b1', 1],
          ['c2', 7],
          ['a2', 0],
          ['b2', 1],
          ['c3', 7],
          ['d', 8],
        ];
        for (const [name, priority] of plan) await add(queue, name, { priority });
        const page = await expectOk(queue.list('waiting'), 'list');
        const expected = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'c3', 'd', 'e'];
        assert.deepEqual(
          page.items.map(({ payload }) => payload),
          expected,
          'list',
        );
        const seen: unknown[] = [];
        await start(queue, async (payload) => {
          seen.push(payload);
          return ok();
        });
        await until(() => seen.length === plan.length, 'all run');
        assert.deepEqual(seen, expected);
      }),
  },
  {
    name: 'a delayed job does not run before its time, and runs when it has come',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const seen: unknown[] = [];
        await start(queue, async (payload) => {
          seen.push(payload);
          return ok(payload);
        });
        const job = await add(queue, 'later', { delayMs: 2 * HOUR_MS });
        const info = await expectOk(queue.get(job.id), 'get');
        assert.equal(info?.state, 'delayed');
        assert.ok(info.runAt !== undefined, 'runAt');
        const waitMs = info.runAt.getTime() - info.createdAt.getTime();
        assert.ok(Math.abs(waitMs - 2 * HOUR_MS) < 60_000, `runAt is ${String(waitMs)} ms after createdAt`);
        await harness.advance(HOUR_MS);
        await resultOf(queue, await add(queue, 'now'));
        assert.deepEqual(seen, ['now'], 'it ran before its time');
        await harness.advance(HOUR_MS);
        assert.equal(await resultOf(queue, job), 'later');
      }),
  },
  {
    name: 'delayed jobs run in the order of their times, whatever that of their addition',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const hours = [5, 1, 4, 2, 3];
        for (const hour of hours) await add(queue, hour, { delayMs: hour * HOUR_MS });
        const page = await expectOk(queue.list('delayed'), 'list');
        assert.deepEqual(
          page.items.map(({ payload }) => payload),
          [1, 2, 3, 4, 5],
        );
        const seen: unknown[] = [];
        await start(queue, async (payload) => {
          seen.push(payload);
          return ok();
        });
        await harness.advance(6 * HOUR_MS);
        await until(() => seen.length === hours.length, 'all run');
        assert.deepEqual(seen, [1, 2, 3, 4, 5]);
      }),
  },
  {
    name: 'retry has a delayed job run at once',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await start(queue, async (payload) => ok(payload));
        const job = await add(queue, 'soon', { delayMs: HOUR_MS });
        assert.equal(await expectOk(queue.retry(job.id), 'retry'), true);
        assert.equal(await resultOf(queue, job), 'soon');
        assert.equal(await expectOk(queue.retry(job.id), 'retry'), false, 'of one that is over');
        assert.equal(await expectOk(queue.retry('nobody'), 'retry'), false, 'of none');
      }),
  },
  {
    name: 'a worker runs as many jobs at a time as its concurrency, and not one more',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        let running = 0;
        let most = 0;
        const gate = deferred();
        await start(
          queue,
          async () => {
            running += 1;
            most = Math.max(most, running);
            await gate.promise;
            running -= 1;
            return ok();
          },
          { concurrency: 3 },
        );
        const jobs = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((value) => add(queue, value)));
        await until(() => running === 3, 'three run at a time');
        await aWhile(harness);
        gate.resolve();
        for (const job of jobs) await resultOf(queue, job);
        assert.equal(most, 3);
      }),
  },
  {
    name: 'a rate limit holds back what is beyond it',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        let started = 0;
        await start(
          queue,
          async () => {
            started += 1;
            return ok();
          },
          { concurrency: 5, rateLimit: { max: 2, perMs: HOUR_MS } },
        );
        for (let job = 0; job < 5; job += 1) await add(queue, job);
        await until(() => started >= 2, 'two start');
        await aWhile(harness);
        assert.equal(started, 2);
        assert.equal((await expectOk(queue.counts(), 'counts')).waiting, 3, 'the others wait');
      }),
  },
  {
    name: 'a paused queue starts nothing until it is resumed; what runs goes on',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const gate = deferred();
        await start(
          queue,
          async (payload) => {
            if (payload === 'running') await gate.promise;
            return ok(payload);
          },
          { concurrency: 2 },
        );
        const running = await add(queue, 'running');
        await until(async () => (await stateOf(queue, running.id)) === 'active', 'the first runs');
        await expectOk(queue.pause(), 'pause');
        assert.equal((await expectOk(queue.stats(), 'stats')).paused, true);
        const waiting = await add(queue, 'waiting');
        const urgent = await add(queue, 'urgent', { priority: 0, delayMs: HOUR_MS });
        await harness.advance(2 * HOUR_MS);
        await aWhile(harness);
        assert.equal(await stateOf(queue, waiting.id), 'waiting');
        assert.equal(await stateOf(queue, running.id), 'active');
        gate.resolve();
        assert.equal(await resultOf(queue, running), 'running');
        await expectOk(queue.resume(), 'resume');
        assert.equal(await resultOf(queue, waiting), 'waiting');
        assert.equal(await resultOf(queue, urgent), 'urgent');
        assert.equal((await expectOk(queue.stats(), 'stats')).paused, false);
      }),
  },
  {
    name: 'a paused worker takes nothing until it is resumed; another one does',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const worker = await start(queue, async () => ok('first'));
        await resultOf(queue, await add(queue, 0));
        await expectOk(worker.pause(), 'pause');
        const job = await add(queue, 1);
        await aWhile(harness);
        assert.equal(await stateOf(queue, job.id), 'waiting');
        const second = await start(queue, async () => ok('second'));
        assert.equal(await resultOf(queue, job), 'second');
        await expectOk(second.close(), 'close');
        await expectOk(worker.resume(), 'resume');
        assert.equal(await resultOf(queue, await add(queue, 2)), 'first');
      }),
  },
];
