import assert from 'node:assert/strict';
import { err, InfraError, ok, type InfraErrorCode } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  add,
  handlers,
  HOUR_MS,
  resultOf,
  start,
  stateOf,
  until,
  untilState,
  withQueue,
  type JobQueueHarness,
} from './harness.js';

export function failure(code: InfraErrorCode, more: { retryable?: boolean; retryAfterMs?: number } = {}): InfraError {
  return new InfraError({ code, message: `it is ${code}`, provider: 'suite', operation: 'case.work', ...more });
}

const HOURLY = { backoff: { type: 'fixed', delayMs: HOUR_MS } } as const;
const AT_ONCE = { backoff: { type: 'fixed', delayMs: 0 } } as const;

export const failingCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'a job that fails waits for its back-off, which doubles, and tries again',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const attempts: (readonly [number, number, number])[] = [];
        await start(queue, async (payload, { run, attempt, attempts: most }) => {
          if (payload === 'fence') return ok();
          attempts.push([run, attempt, most]);
          return attempt < 3 ? err(failure('unavailable')) : ok('at last');
        });
        const job = await add(queue, 1, {
          attempts: 3,
          backoff: { type: 'exponential', delayMs: HOUR_MS, maxMs: 9e7 },
        });
        await untilState(queue, job.id, 'failed');
        const info = await expectOk(queue.get(job.id), 'get');
        assert.equal(info?.runs, 1);
        assert.equal(info.failures.length, 1);
        assert.equal(info.failures[0]?.error.code, 'unavailable');
        assert.equal(info.failures[0].run, 1);
        const counts = await expectOk(queue.counts(), 'counts');
        assert.deepEqual(
          [counts.failed, counts.delayed, counts.waiting],
          [1, 0, 0],
          'counts: failed, delayed, waiting',
        );
        assert.equal((await expectOk(queue.list('failed'), 'list')).items[0]?.id, job.id);
        assert.deepEqual((await expectOk(queue.list('delayed'), 'list')).items, []);
        await harness.advance(HOUR_MS);
        await until(() => attempts.length === 2, 'the second attempt');
        await untilState(queue, job.id, 'failed');
        await harness.advance(HOUR_MS);
        await resultOf(queue, await add(queue, 'fence'));
        assert.equal(attempts.length, 2, 'the second wait is no longer than the first');
        await harness.advance(HOUR_MS);
        assert.equal(await resultOf(queue, job), 'at last');
        assert.deepEqual(attempts, [
          [1, 1, 3],
          [2, 2, 3],
          [3, 3, 3],
        ]);
        assert.equal((await expectOk(queue.get(job.id), 'get'))?.failures.length, 2, 'what failed is remembered');
        assert.equal((await expectOk(queue.counts(), 'counts')).failed, 0);
      }),
  },
  {
    name: 'a job that has failed as often as it may is dead, with the reason and every attempt',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        let runs = 0;
        await start(queue, async (_, { attempt }) => {
          runs += 1;
          return err(failure(attempt === 2 ? 'timeout' : 'unavailable'));
        });
        const job = await add(queue, { order: 7 }, { attempts: 3, ...AT_ONCE });
        const died = await expectError(queue.result(job), 'unavailable', 'result');
        assert.equal(died.provider, 'suite', 'the error is the handler’s');
        assert.equal(runs, 3);
        const letter = await expectOk(queue.deadLetters.get(job.id), 'deadLetters.get');
        assert.equal(letter?.state, 'dead');
        assert.equal(letter.reason.code, 'unavailable');
        assert.equal(letter.reason.message, 'it is unavailable');
        assert.deepEqual(
          letter.failures.map(({ run, error }) => [run, error.code]),
          [
            [1, 'unavailable'],
            [2, 'timeout'],
            [3, 'unavailable'],
          ],
        );
        assert.ok(letter.failures.every(({ at }) => at instanceof Date && !Number.isNaN(at.getTime())));
        assert.deepEqual(letter.payload, { order: 7 });
        assert.equal((await expectOk(queue.counts(), 'counts')).dead, 1);
      }),
  },
  {
    name: 'a permanent failure is dead at once',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        let runs = 0;
        await start(queue, async (code) => {
          runs += 1;
          return err(failure(code as InfraErrorCode));
        });
        const permanent = [
          'validation',
          'unauthenticated',
          'forbidden',
          'not_found',
          'conflict',
          'unsupported',
        ] as const;
        for (const code of permanent) {
          const job = await add(queue, code, { attempts: 5, ...AT_ONCE });
          await expectError(queue.result(job), code, 'result');
        }
        assert.equal(runs, permanent.length, 'a permanent failure was tried again');
        assert.equal((await expectOk(queue.counts(), 'counts')).dead, permanent.length);
      }),
  },
  {
    name: 'a failure that says nothing of the next attempt is tried again, whatever a retry of calls made of it',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const failures = [
          failure('unavailable', { retryable: false }),
          failure('timeout', { retryable: false }),
          failure('internal'),
          failure('cancelled'),
          failure('unknown_outcome'),
          failure('conflict', { retryable: true }),
        ];
        await start(queue, async (index, { attempt }) => {
          const error = failures[Number(index)];
          return error !== undefined && attempt === 1 ? err(error) : ok('again');
        });
        for (const [index, { code }] of failures.entries()) {
          const job = await add(queue, index, { attempts: 2, ...AT_ONCE });
          assert.equal(await resultOf(queue, job), 'again', code);
        }
      }),
  },
  {
    name: 'a throw, and what is no Result, is an internal failure that is tried again',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const odd: readonly (() => never)[] = [
          () => {
            throw new TypeError('a bug');
          },
          () => 'no result' as never,
        ];
        await start(queue, async (index, { attempt }) => {
          if (attempt === 1) return odd[Number(index)]?.() ?? ok();
          return ok('again');
        });
        for (const index of odd.keys()) {
          const job = await add(queue, index, { attempts: 2, ...AT_ONCE });
          assert.equal(await resultOf(queue, job), 'again');
          assert.equal((await expectOk(queue.get(job.id), 'get'))?.failures[0]?.error.code, 'internal');
        }
      }),
  },
  {
    name: 'a job whose name no handler of the worker has is not lost: it fails, and may try again',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const old = { work: handlers({}).work } as ReturnType<typeof handlers>;
        const worker = await expectOk(queue.process(old), 'process');
        const job = await expectOk(queue.add('order', { sku: 'lamp', count: 1 }, HOURLY), 'add');
        await untilState(queue, job.id, 'failed');
        await expectOk(worker.close(), 'close');
        await expectOk(queue.process(handlers({})), 'process');
        assert.equal(await expectOk(queue.retry(job.id), 'retry'), true);
        assert.equal(await expectOk(queue.result(job), 'result'), 'lamp');
      }),
  },
  {
    name: 'the worker’s back-off is asked where a job’s is custom, and a longer retryAfterMs is waited for',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const asked: unknown[] = [];
        await start(
          queue,
          async (payload, { attempt }) => {
            if (attempt > 1) return ok('again');
            return err(failure('rate_limited', payload === 'longer' ? { retryAfterMs: 5 * HOUR_MS } : {}));
          },
          {
            concurrency: 3,
            backoff: (attempt, { code }, { name }) => {
              asked.push([attempt, code, name]);
              return 2 * HOUR_MS;
            },
          },
        );
        const custom = await add(queue, 'custom', { backoff: { type: 'custom' } });
        await untilState(queue, custom.id, 'failed');
        assert.deepEqual(asked, [[1, 'rate_limited', 'work']]);
        const longer = await add(queue, 'longer', HOURLY);
        await untilState(queue, longer.id, 'failed');
        for (const [job, hours] of [
          [custom, 2],
          [longer, 5],
        ] as const) {
          const info = await expectOk(queue.get(job.id), 'get');
          const at = info?.failures[0]?.at;
          assert.ok(info?.runAt !== undefined && at !== undefined, 'runAt');
          const waitMs = info.runAt.getTime() - at.getTime();
          assert.ok(
            Math.abs(waitMs - hours * HOUR_MS) < 60_000,
            `waits ${String(waitMs)} ms, not ${String(hours)} hours`,
          );
        }
        await harness.advance(2 * HOUR_MS);
        assert.equal(await resultOf(queue, custom), 'again');
        assert.equal(await stateOf(queue, longer.id), 'failed');
      }),
  },
  {
    name: 'an attempt that takes longer than its timeoutMs has failed with timeout, and its signal aborts',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const aborted = deferred();
        let isRunning = false;
        await start(queue, async (_, { attempt, signal }) => {
          if (attempt > 1) return ok('in time');
          signal.addEventListener('abort', () => aborted.resolve(), { once: true });
          isRunning = true;
          return new Promise(() => undefined);
        });
        const job = await add(queue, 1, { timeoutMs: HOUR_MS, ...AT_ONCE });
        await until(() => isRunning, 'it runs');
        await harness.advance(HOUR_MS);
        await aborted.promise;
        assert.equal(await resultOf(queue, job), 'in time');
        assert.equal((await expectOk(queue.get(job.id), 'get'))?.failures[0]?.error.code, 'timeout');
      }),
  },
  {
    name: 'retry has a failed job try again at once',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await start(queue, async (_, { attempt }) => (attempt === 1 ? err(failure('unavailable')) : ok(attempt)));
        const job = await add(queue, 1, HOURLY);
        await untilState(queue, job.id, 'failed');
        assert.equal(await expectOk(queue.retry(job.id), 'retry'), true);
        assert.equal(await resultOf(queue, job), 2);
      }),
  },
];
