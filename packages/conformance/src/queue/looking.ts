import assert from 'node:assert/strict';
import { err, ok, type JobEvent } from '@infra/core';
import { createCarrier } from '../context-carrier.js';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { failure } from './failing.js';
import {
  add,
  aWhile,
  HOUR_MS,
  resultOf,
  start,
  stateOf,
  until,
  untilState,
  withQueue,
  type JobQueueHarness,
} from './harness.js';

export const lookingCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'counts and lists say which jobs are in which state',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const gate = deferred();
        const worker = await start(
          queue,
          async (payload) => {
            if (payload === 'active') await gate.promise;
            if (payload === 'failed') return err(failure('unavailable'));
            return payload === 'dead' ? err(failure('conflict')) : ok();
          },
          { concurrency: 5 },
        );
        const ids = new Map<string, string>();
        for (const state of ['completed', 'dead', 'failed', 'active'] as const) {
          const { id } = await add(queue, state, { backoff: { type: 'fixed', delayMs: HOUR_MS } });
          ids.set(state, id);
          await untilState(queue, id, state);
        }
        await expectOk(worker.pause(), 'pause');
        ids.set('waiting', (await add(queue, 'waiting')).id);
        ids.set('delayed', (await add(queue, 'delayed', { delayMs: HOUR_MS })).id);
        const counts = await expectOk(queue.counts(), 'counts');
        assert.deepEqual({ ...counts }, { waiting: 1, delayed: 1, active: 1, failed: 1, completed: 1, dead: 1 });
        for (const state of ['waiting', 'delayed', 'active', 'failed', 'completed', 'dead'] as const) {
          const { items } = await expectOk(queue.list(state), 'list');
          assert.deepEqual(
            items.map((job) => [job.id, job.state, job.payload]),
            [[ids.get(state), state, state]],
            state,
          );
        }
        const stats = await expectOk(queue.stats(), 'stats');
        assert.deepEqual([stats.completed, stats.died, stats.paused], [1, 1, false]);
        gate.resolve();
      }),
  },
  {
    name: 'a list has pages, and every job is on one of them',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await expectOk(
          queue.addMany(Array.from({ length: 25 }, (_, payload) => ({ name: 'work', payload, priority: payload % 2 }))),
          'addMany',
        );
        const seen: unknown[] = [];
        let cursor: string | undefined;
        do {
          const page = await expectOk(queue.list('waiting', { limit: 10, cursor }), 'list');
          assert.ok(page.items.length <= 10, 'more than the limit');
          seen.push(...page.items.map(({ payload }) => payload));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        const even = Array.from({ length: 13 }, (_, index) => 2 * index);
        const odd = Array.from({ length: 12 }, (_, index) => 2 * index + 1);
        assert.deepEqual(seen, [...even, ...odd]);
      }),
  },
  {
    name: 'stats say how long the oldest job has waited',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        assert.equal((await expectOk(queue.stats(), 'stats')).oldestWaitingMs, 0);
        await add(queue, 1, { priority: 1 });
        await harness.advance(HOUR_MS);
        await add(queue, 2, { priority: 2 });
        const { oldestWaitingMs } = await expectOk(queue.stats(), 'stats');
        assert.ok(oldestWaitingMs >= HOUR_MS && oldestWaitingMs < HOUR_MS + 60_000, String(oldestWaitingMs));
      }),
  },
  {
    name: 'remove cancels what has not begun, forgets what is over, and refuses what runs',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const waiting = await add(queue, 'cancelled');
        const delayed = await add(queue, 'cancelled', { delayMs: HOUR_MS });
        for (const { id } of [waiting, delayed]) {
          assert.equal(await expectOk(queue.remove(id), 'remove'), true);
          assert.equal(await stateOf(queue, id), undefined);
          assert.equal(await expectOk(queue.remove(id), 'remove again'), false);
        }
        const gate = deferred();
        const seen: unknown[] = [];
        await start(queue, async (payload) => {
          seen.push(payload);
          if (payload === 'active') await gate.promise;
          return payload === 'dead' ? err(failure('conflict')) : ok(payload);
        });
        const active = await add(queue, 'active');
        await untilState(queue, active.id, 'active');
        await expectError(queue.remove(active.id), 'conflict', 'remove of an active job');
        gate.resolve();
        assert.equal(await resultOf(queue, active), 'active', 'although it was to be removed');
        await harness.advance(2 * HOUR_MS);
        const dead = await add(queue, 'dead');
        await untilState(queue, dead.id, 'dead');
        for (const { id } of [active, dead]) assert.equal(await expectOk(queue.remove(id), 'remove'), true);
        assert.deepEqual(seen, ['active', 'dead']);
        await expectError(queue.result(active), 'not_found', 'the result of one that was removed');
      }),
  },
  {
    name: 'who waits for a result is told when there is none to come, or when the time is up',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const job = await add(queue, 1, { delayMs: 5 * HOUR_MS });
        await expectError(queue.result({ id: 'nobody', name: 'work' }), 'not_found', 'of no job');
        await expectError(queue.result({ id: job.id, name: 'order' }), 'not_found', 'of another name');
        await expectError(queue.result(job, { timeoutMs: 0 }), 'timeout', 'at once');
        const late = queue.result(job, { timeoutMs: HOUR_MS });
        await aWhile(harness);
        await harness.advance(HOUR_MS);
        await expectError(late, 'timeout', 'after an hour');
        const controller = new AbortController();
        const aborted = queue.result(job, { signal: controller.signal });
        await aWhile(harness);
        controller.abort();
        await expectError(aborted, 'cancelled', 'an aborted wait');
        assert.equal(await stateOf(queue, job.id), 'delayed', 'waiting has changed the job');
      }),
  },
  {
    name: 'progress, lines of the log and times are kept with the job',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const half = deferred();
        const gate = deferred();
        await start(queue, async (_, run) => {
          await expectOk(run.progress({ percent: 50 }), 'progress');
          await expectOk(run.log('first'), 'log');
          await expectOk(run.log('second ✓'), 'log');
          half.resolve();
          await gate.promise;
          return ok('done');
        });
        const job = await add(queue, 1);
        await half.promise;
        const during = await expectOk(queue.get(job.id), 'get');
        assert.deepEqual(during?.progress, { percent: 50 });
        assert.equal(during.state, 'active');
        assert.ok(during.startedAt instanceof Date, 'startedAt');
        assert.equal(during.finishedAt, undefined);
        gate.resolve();
        await resultOf(queue, job);
        const after = await expectOk(queue.get(job.id), 'get');
        assert.ok(after?.finishedAt instanceof Date, 'finishedAt');
        assert.equal(after.result, 'done');
        assert.deepEqual(await expectOk(queue.logs(job.id), 'logs'), ['first', 'second ✓']);
        assert.deepEqual(await expectOk(queue.logs('nobody'), 'logs'), []);
        assert.equal(await expectOk(queue.get('nobody'), 'get'), undefined);
      }),
  },
  {
    name: 'a handler runs in the context of whoever added the job',
    run: (harness) => {
      const context = createCarrier();
      return withQueue(
        harness,
        async (queue) => {
          await start(queue, async (_, run) => {
            await Promise.resolve();
            return ok([context.capture(), run.context]);
          });
          const own = { correlationId: 'c-1', tenant: 'ключ' };
          const job = await context.run(own, () => add(queue, 1));
          const other = await context.run({ correlationId: 'c-2' }, () => add(queue, 2));
          assert.deepEqual(await resultOf(queue, job), [own, own]);
          assert.deepEqual(await resultOf(queue, other), [{ correlationId: 'c-2' }, { correlationId: 'c-2' }]);
          assert.deepEqual((await expectOk(queue.get(job.id), 'get'))?.context, own);
          assert.deepEqual(context.capture(), {}, 'the context leaks');
        },
        { context },
      );
    },
  },
  {
    name: 'who subscribes hears of jobs that end, until the subscription is closed',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const heard: JobEvent[] = [];
        await expectOk(
          queue.subscribe(() => {
            throw new Error('a broken listener');
          }),
          'subscribe',
        );
        const subscription = await expectOk(
          queue.subscribe((event) => void heard.push(event)),
          'subscribe',
        );
        await start(queue, async (payload, { attempt }) => {
          if (payload === 'dead') return err(failure('conflict'));
          return payload === 'twice' && attempt === 1 ? err(failure('unavailable')) : ok();
        });
        const expected: JobEvent[] = [];
        for (const payload of ['once', 'dead', 'twice']) {
          const { id } = await add(queue, payload, { backoff: { type: 'fixed', delayMs: 0 } });
          if (payload === 'twice') expected.push({ type: 'failed', id });
          expected.push({ type: payload === 'dead' ? 'dead' : 'completed', id });
          await untilState(queue, id, payload === 'dead' ? 'dead' : 'completed');
        }
        await until(() => heard.length >= expected.length, 'events');
        assert.deepEqual(heard, expected);
        await expectOk(subscription.close(), 'close');
        await expectOk(subscription.close(), 'close again');
        await resultOf(queue, await add(queue, 'after'));
        await aWhile(harness);
        assert.equal(heard.length, expected.length, 'heard something after close');
      }),
  },
  {
    name: 'clean forgets what was completed long enough ago',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await start(queue, async () => ok());
        const old = await add(queue, 1);
        await resultOf(queue, old);
        await harness.advance(2 * HOUR_MS);
        const recent = await add(queue, 2);
        await resultOf(queue, recent);
        assert.equal(await expectOk(queue.clean(HOUR_MS), 'clean'), 1);
        assert.equal(await stateOf(queue, old.id), undefined);
        assert.equal(await stateOf(queue, recent.id), 'completed');
        assert.equal((await expectOk(queue.stats(), 'stats')).completed, 2, 'clean is no reason to count less');
      }),
  },
];
