import assert from 'node:assert/strict';
import { ok, type AsyncResult, type IoOptions } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectProvider } from '../expect-provider.js';
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
  type JobQueueUnderTest,
} from './harness.js';

/** Every operation, on good input. */
function everyOperation(
  queue: JobQueueUnderTest,
  io?: IoOptions,
): readonly (readonly [string, () => AsyncResult<unknown>])[] {
  const job = { id: 'j', name: 'work' } as const;
  return [
    ['add', () => queue.add('work', 1, io)],
    ['addMany', () => queue.addMany([{ name: 'work', payload: 1 }], io)],
    ['process', () => queue.process(handlers({}), io)],
    ['get', () => queue.get('j', io)],
    ['list', () => queue.list('waiting', io)],
    ['logs', () => queue.logs('j', io)],
    ['result', () => queue.result(job, io)],
    ['remove', () => queue.remove('j', io)],
    ['retry', () => queue.retry('j', io)],
    ['clean', () => queue.clean(0, io)],
    ['counts', () => queue.counts(io)],
    ['stats', () => queue.stats(io)],
    ['pause', () => queue.pause(io)],
    ['resume', () => queue.resume(io)],
    ['subscribe', () => queue.subscribe(() => undefined, io)],
    ['deadLetters.list', () => queue.deadLetters.list(io)],
    ['deadLetters.get', () => queue.deadLetters.get('j', io)],
    ['deadLetters.replay', () => queue.deadLetters.replay('j', io)],
    ['deadLetters.replayAs', () => queue.deadLetters.replayAs(job, 1, io)],
    ['deadLetters.replayAll', () => queue.deadLetters.replayAll(io)],
    ['deadLetters.clear', () => queue.deadLetters.clear(io)],
    ['schedules.set', () => queue.schedules.set('s', { everyMs: 1_000 }, { name: 'work', payload: 1 }, io)],
    ['schedules.remove', () => queue.schedules.remove('s', io)],
    ['schedules.list', () => queue.schedules.list(io)],
  ];
}

export const lifecycleCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) => withQueue(harness, (queue) => expectProvider(queue, queue.get(''))),
  },
  {
    name: 'an aborted signal cancels every operation, and nothing is done',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const signal = AbortSignal.abort();
        for (const [what, run] of everyOperation(queue, { signal })) {
          const error = await expectError(run(), 'cancelled', what);
          assert.equal(error.operation, `queue.${what}`);
        }
        await expectError(queue.health({ signal }), 'cancelled', 'health');
        const counts = await expectOk(queue.counts(), 'counts');
        assert.equal(counts.waiting + counts.delayed, 0, 'something was added');
        assert.equal((await expectOk(queue.stats(), 'stats')).paused, false);
      }),
  },
  {
    name: 'health says up while it works',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const health = await expectOk(queue.health({ signal: new AbortController().signal }), 'health');
        assert.equal(health.status, 'up');
        assert.ok(health.latencyMs >= 0);
      }),
  },
  {
    name: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    run: async (harness) => {
      const queue = await harness.make();
      await start(queue, async () => ok());
      const { id } = await add(queue, 1);
      await untilState(queue, id, 'completed');
      await expectOk(queue.close(), 'close');
      await expectOk(queue.close(), 'close again');
      await queue[Symbol.asyncDispose]();
      for (const [what, run] of everyOperation(queue)) {
        const error = await expectError(run(), 'unavailable', what);
        assert.equal(error.retryable, false, `${what} on a closed queue claims that trying again helps`);
      }
      assert.equal((await expectOk(queue.health(), 'health')).status, 'down');
    },
  },
  {
    name: 'await using closes it',
    run: async (harness) => {
      const queue = await harness.make();
      await queue[Symbol.asyncDispose]();
      await expectError(queue.counts(), 'unavailable', 'counts after disposal');
      await expectOk(queue.close(), 'close after disposal');
    },
  },
  {
    name: 'a worker that closes takes no more jobs and lets those finish that run',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const gate = deferred();
        const worker = await start(queue, async (payload) => {
          await gate.promise;
          return ok(payload);
        });
        const running = await add(queue, 'running');
        await untilState(queue, running.id, 'active');
        const next = await add(queue, 'next');
        let isClosed = false;
        const closed = worker.close({ deadlineMs: HOUR_MS }).then((result) => {
          isClosed = true;
          return result;
        });
        await expectOk(queue.counts(), 'counts');
        assert.equal(isClosed, false, 'close did not wait');
        gate.resolve();
        await expectOk(closed, 'close');
        assert.equal(await stateOf(queue, running.id), 'completed', 'the running job was cut off');
        assert.equal(await stateOf(queue, next.id), 'waiting', 'another job was taken');
        await expectOk(worker.close(), 'close again');
      }),
  },
  {
    name: 'what still runs at the deadline is given back: it aborts, and another worker runs it, which is no attempt',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const late = deferred();
        const aborted = deferred();
        const begun = deferred();
        const worker = await start(queue, async (_, { signal }) => {
          begun.resolve();
          signal.addEventListener('abort', () => aborted.resolve(), { once: true });
          await late.promise;
          return ok('too late');
        });
        const job = await add(queue, 1, { attempts: 1 });
        await begun.promise;
        const closing = worker.close({ deadlineMs: 30 });
        await harness.advance(30);
        await expectOk(closing, 'close');
        await aborted.promise;
        assert.equal(await stateOf(queue, job.id), 'waiting');
        late.resolve();
        await start(queue, async (_, { run, attempt }) => ok([run, attempt]));
        assert.deepEqual(await resultOf(queue, job), [2, 1]);
        assert.deepEqual((await expectOk(queue.get(job.id), 'get'))?.failures, []);
      }),
  },
  {
    name: 'a queue that closes lets its handlers finish, who may use it meanwhile',
    needs: ['reopen'],
    run: async (harness) => {
      const queue = await harness.make();
      await using other = await reopened(harness, queue);
      const gate = deferred();
      await start(queue, async (payload) => {
        if (payload !== 'first') return ok();
        await gate.promise;
        const next = await queue.add('work', 'second');
        return ok(next.ok);
      });
      const job = await add(queue, 'first');
      await untilState(queue, job.id, 'active');
      const closing = queue.close({ deadlineMs: HOUR_MS });
      gate.resolve();
      await expectOk(closing, 'close');
      assert.equal(await resultOf(other, job), true, 'the handler could not add');
      const counts = await expectOk(other.counts(), 'counts');
      assert.equal(counts.waiting, 1, 'the job that it added');
    },
  },
  {
    name: 'with the backend out of reach every operation fails, health says down, and close returns',
    needs: ['unreachable'],
    run: async (harness) => {
      const queue = await harness.unreachable?.();
      assert.ok(queue);
      for (const [what, run] of everyOperation(queue)) {
        if (what === 'process') continue;
        await expectError(run(), ['unavailable', 'timeout'], what);
      }
      const health = await expectOk(queue.health(), 'health');
      assert.equal(health.status, 'down');
      assert.ok(health.reason, 'health gives no reason');
      await expectOk(queue.close({ deadlineMs: 1_000 }), 'close');
    },
  },
];

export async function reopened(harness: JobQueueHarness, queue: JobQueueUnderTest): Promise<JobQueueUnderTest> {
  const other = await harness.reopen?.(queue);
  assert.ok(other);
  return other;
}

export const survivalCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'jobs outlive the queue that added them, with delay, attempts and schedule',
    needs: ['reopen'],
    run: async (harness) => {
      const before = await harness.make();
      const waiting = await add(before, 'waiting', { attempts: 7 });
      const delayed = await add(before, 'delayed', { delayMs: 2 * HOUR_MS });
      await expectOk(before.schedules.set('s', { everyMs: 9 * HOUR_MS }, { name: 'work', payload: 'tick' }), 'set');
      await using queue = await reopened(harness, before);
      await expectOk(before.close(), 'close');
      const seen: unknown[] = [];
      await start(queue, async (payload, { attempts }) => {
        seen.push(payload);
        return ok(attempts);
      });
      assert.equal(await resultOf(queue, waiting), 7);
      await harness.advance(HOUR_MS);
      await resultOf(queue, await add(queue, 'fence'));
      assert.deepEqual(seen, ['waiting', 'fence'], 'the delay was forgotten');
      await harness.advance(HOUR_MS);
      await resultOf(queue, delayed);
      await harness.advance(7 * HOUR_MS + 1_000);
      await until(() => seen.includes('tick'), 'the schedule goes on');
    },
  },
  {
    name: 'of several workers over the same jobs one takes each',
    needs: ['reopen'],
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await using other = await reopened(harness, queue);
        const seen: unknown[] = [];
        const work = async (payload: unknown): Promise<ReturnType<typeof ok<unknown>>> => {
          seen.push(payload);
          await Promise.resolve();
          return ok(payload);
        };
        await start(queue, work, { concurrency: 3 });
        await start(other, work, { concurrency: 3 });
        const payloads = Array.from({ length: 200 }, (_, index) => index);
        const jobs = await expectOk(queue.addMany(payloads.map((payload) => ({ name: 'work', payload }))), 'addMany');
        for (const job of jobs) await expectOk(other.result(job), 'result');
        assert.deepEqual(
          seen.map(Number).sort((a, b) => a - b),
          payloads,
        );
      }),
  },
  {
    name: 'a job whose process was killed runs again, and is told so',
    needs: ['crash', 'reopen'],
    run: async (harness) => {
      const doomed = await harness.make();
      await using queue = await reopened(harness, doomed);
      const gate = deferred();
      await start(doomed, async () => {
        await gate.promise;
        return ok('of the dead');
      });
      const jobs = [await add(queue, 1, { attempts: 1 }), await add(queue, 2)];
      const [first] = jobs;
      assert.ok(first !== undefined);
      await untilState(queue, first.id, 'active');
      await harness.crash?.(doomed);
      gate.resolve();
      await start(queue, async (_, { run, attempt }) => ok([run, attempt]));
      const results = await Promise.all(jobs.map((job) => resultOf(queue, job)));
      assert.deepEqual(results, [
        [2, 1],
        [1, 1],
      ]);
      const info = await expectOk(queue.get(first.id), 'get');
      assert.deepEqual([info?.runs, info?.failures.length], [2, 0], 'runs and failures');
    },
  },
];
