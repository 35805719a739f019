import assert from 'node:assert/strict';
import { err, ok } from '@infra/core';
import { createCarrier } from '../context-carrier.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { failure } from './failing.js';
import {
  add,
  resultOf,
  start,
  stateOf,
  untilState,
  withQueue,
  type JobQueueHarness,
  type JobQueueUnderTest,
} from './harness.js';

/** A worker that fails for good as long as `mood.isBad`, and returns the payload otherwise. */
async function moody(queue: JobQueueUnderTest): Promise<{ isBad: boolean }> {
  const mood = { isBad: true };
  await start(queue, async (payload) => (mood.isBad ? err(failure('forbidden')) : ok(payload)));
  return mood;
}

async function dead(queue: JobQueueUnderTest, payload: unknown): Promise<Awaited<ReturnType<typeof add>>> {
  const job = await add(queue, payload, { attempts: 2, priority: 3 });
  await untilState(queue, job.id, 'dead');
  return job;
}

export const deadLetterCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'dead letters are listed, the last first, page by page, and stay until they are replayed or cleared',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await moody(queue);
        const jobs = [];
        for (const payload of [1, 2, 3, 4, 5]) jobs.push(await dead(queue, payload));
        const first = await expectOk(queue.deadLetters.list({ limit: 2 }), 'list');
        const second = await expectOk(queue.deadLetters.list({ limit: 2, cursor: first.nextCursor }), 'list');
        const third = await expectOk(queue.deadLetters.list({ limit: 2, cursor: second.nextCursor }), 'list');
        const letters = [...first.items, ...second.items, ...third.items];
        assert.deepEqual(
          letters.map(({ payload, reason }) => [payload, reason.code]),
          [5, 4, 3, 2, 1].map((payload) => [payload, 'forbidden']),
        );
        assert.equal(third.nextCursor, undefined, 'the last page has a nextCursor');
        await expectOk(queue.clean(0), 'clean');
        assert.equal((await expectOk(queue.deadLetters.list(), 'list')).items.length, 5, 'clean took dead letters');
        assert.equal(await expectOk(queue.deadLetters.get('nobody'), 'get'), undefined);
        const alive = await add(queue, 0, { delayMs: 3_600_000 });
        assert.equal(await expectOk(queue.deadLetters.get(alive.id), 'get'), undefined, 'of a job that is not dead');
      }),
  },
  {
    name: 'a replayed letter runs again under its id, with all its attempts and its history',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const mood = await moody(queue);
        const job = await dead(queue, 'again');
        mood.isBad = false;
        await expectOk(queue.deadLetters.replay(job.id), 'replay');
        assert.equal(await resultOf(queue, job), 'again');
        const info = await expectOk(queue.get(job.id), 'get');
        assert.equal(info?.failures.length, 1, 'its history');
        assert.equal(info.runs, 2);
        assert.deepEqual((await expectOk(queue.deadLetters.list(), 'list')).items, []);
        await expectError(queue.deadLetters.replay(job.id), 'not_found', 'replay of one that is completed');
        await expectError(queue.deadLetters.replay('nobody'), 'not_found', 'replay of none');
      }),
  },
  {
    name: 'a replayed letter may fail as often as a new job',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        let runs = 0;
        const attempts: number[] = [];
        await start(queue, async (_, { attempt }) => {
          runs += 1;
          attempts.push(attempt);
          return err(failure('unavailable'));
        });
        const job = await add(queue, 1, { attempts: 2, backoff: { type: 'fixed', delayMs: 0 } });
        await untilState(queue, job.id, 'dead');
        await expectOk(queue.deadLetters.replay(job.id), 'replay');
        await expectError(queue.result(job), 'unavailable', 'result');
        assert.equal(runs, 4);
        assert.deepEqual(attempts, [1, 2, 1, 2]);
        assert.equal((await expectOk(queue.deadLetters.get(job.id), 'get'))?.failures.length, 4);
      }),
  },
  {
    name: 'a letter replayed with another payload is a new job, and the letter stays as it was',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const mood = await moody(queue);
        const job = await dead(queue, { to: 'wrnog' });
        const before = await expectOk(queue.deadLetters.get(job.id), 'get');
        mood.isBad = false;
        const edited = await expectOk(queue.deadLetters.replayAs(job, { to: 'right' }), 'replayAs');
        assert.notEqual(edited.id, job.id);
        assert.deepEqual(await resultOf(queue, edited), { to: 'right' });
        assert.equal((await expectOk(queue.get(edited.id), 'get'))?.priority, 3, 'its options are those of the letter');
        assert.deepEqual(await expectOk(queue.deadLetters.get(job.id), 'get'), before);
        await expectError(queue.deadLetters.replayAs(edited, 1), 'not_found', 'replayAs of one that is not dead');
        await expectError(
          queue.deadLetters.replayAs(job, () => 1),
          'validation',
          'replayAs with what is no data',
        );
        const other = { id: job.id, name: 'order' } as const;
        await expectError(queue.deadLetters.replayAs(other, { sku: '', count: 1 }), 'not_found', 'of another name');
      }),
  },
  {
    name: 'a letter that is replayed runs in the context of whoever added it, with its payload or with another',
    run: async (harness) => {
      const context = createCarrier();
      const own = { correlationId: 'c-1', tenant: 'ünï' };
      await withQueue(
        harness,
        async (queue) => {
          let isBad = true;
          await start(queue, async (_, run) =>
            isBad ? err(failure('validation')) : ok([context.capture(), run.context]),
          );
          const job = await context.run(own, () => add(queue, 1));
          await untilState(queue, job.id, 'dead');
          isBad = false;
          const operator = { correlationId: 'operator' };
          const edited = await context.run(operator, () => expectOk(queue.deadLetters.replayAs(job, 2), 'replayAs'));
          assert.deepEqual(await resultOf(queue, edited), [own, own]);
          await context.run(operator, () => expectOk(queue.deadLetters.replay(job.id), 'replay'));
          assert.deepEqual(await resultOf(queue, job), [own, own]);
        },
        { context },
      );
    },
  },
  {
    name: 'replayAll replays all, and says how many',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const mood = await moody(queue);
        const jobs = [];
        for (const payload of [1, 2, 3]) jobs.push(await dead(queue, payload));
        mood.isBad = false;
        assert.equal(await expectOk(queue.deadLetters.replayAll(), 'replayAll'), 3);
        assert.deepEqual(await Promise.all(jobs.map((job) => resultOf(queue, job))), [1, 2, 3]);
        assert.equal(await expectOk(queue.deadLetters.replayAll(), 'replayAll'), 0);
      }),
  },
  {
    name: 'clear forgets dead letters, and nothing else',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await moody(queue);
        const letters = [await dead(queue, 1), await dead(queue, 2)];
        const delayed = await add(queue, 3, { delayMs: 3_600_000 });
        assert.equal(await expectOk(queue.deadLetters.clear(), 'clear'), 2);
        for (const { id } of letters) assert.equal(await stateOf(queue, id), undefined);
        assert.equal(await stateOf(queue, delayed.id), 'delayed');
        assert.equal(await expectOk(queue.deadLetters.clear(), 'clear'), 0);
      }),
  },
];
