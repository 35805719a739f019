import assert from 'node:assert/strict';
import { ok, type JobOptions } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { add, handlers, resultOf, start, untilState, withQueue, type JobQueueHarness } from './harness.js';
import { orderSchema, shapes, type Order } from '../payloads.js';

const wrongOptions: readonly JobOptions[] = [
  { priority: -1 },
  { priority: 1.5 },
  { priority: 2_000_000 },
  { delayMs: -1 },
  { delayMs: Number.NaN },
  { delayMs: Infinity },
  { attempts: 0 },
  { attempts: 1.5 },
  { timeoutMs: 0 },
  { dedupeId: '' },
  { dedupeId: '\ud800' },
  { backoff: { type: 'fixed', delayMs: -1 } },
  { backoff: { type: 'exponential', delayMs: 1, jitter: 2 } },
];

export const addingCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'a job runs with its payload, once, and whoever waits gets its result',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const seen: unknown[] = [];
        await start(queue, async (payload) => {
          seen.push(payload);
          return ok({ sum: 5 });
        });
        const job = await add(queue, { a: 2, b: 3 });
        assert.equal(job.isDuplicate, false);
        assert.equal(job.name, 'work');
        assert.match(
          job.id,
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
          'the id is a UUIDv7',
        );
        assert.deepEqual(await resultOf(queue, job), { sum: 5 });
        assert.deepEqual(await resultOf(queue, job), { sum: 5 }, 'asked again, when it is over');
        assert.deepEqual(seen, [{ a: 2, b: 3 }]);
      }),
  },
  {
    name: 'a job runs by the handler of its name, and nobody gets the result of another',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await expectOk(
          queue.process(handlers({ work: async (payload) => ok(payload), order: async ({ sku }) => ok(`of ${sku}`) }), {
            concurrency: 5,
          }),
          'process',
        );
        const jobs = await Promise.all([1, 2, 3, 4].map((value) => add(queue, value)));
        const order = await expectOk(queue.add('order', { sku: 'lamp', count: 1 }), 'add');
        assert.equal(await expectOk(queue.result(order), 'result'), 'of lamp');
        assert.deepEqual(await Promise.all(jobs.reverse().map((job) => resultOf(queue, job))), [4, 3, 2, 1]);
      }),
  },
  {
    name: 'addMany adds all, in their order',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const payloads = Array.from({ length: 250 }, (_, index) => index);
        const added = await expectOk(queue.addMany(payloads.map((payload) => ({ name: 'work', payload }))), 'addMany');
        assert.equal(new Set(added.map(({ id }) => id)).size, 250);
        assert.deepEqual(await expectOk(queue.addMany([]), 'addMany of none'), []);
        const seen: unknown[] = [];
        await start(queue, async (payload) => {
          seen.push(payload);
          return ok();
        });
        const last = added.at(-1);
        assert.ok(last !== undefined);
        await expectOk(queue.result(last), 'result');
        assert.deepEqual(seen, payloads);
      }),
  },
  {
    name: 'addMany with one that is wrong adds none, and says which',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const error = await expectError(
          queue.addMany([
            { name: 'work', payload: 1 },
            { name: 'work', payload: () => 1 },
            { name: 'work', payload: 3 },
          ]),
          'validation',
          'addMany',
        );
        assert.equal(error.details?.['index'], 1, 'details.index');
        await expectError(queue.addMany([{ name: 'work', payload: 1, attempts: 0 }]), 'validation', 'wrong options');
        assert.equal((await expectOk(queue.counts(), 'counts')).waiting, 0, 'something was added');
      }),
  },
  {
    name: 'payloads, results and progress round-trip exactly',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await start(queue, async (payload, run) => {
          await expectOk(run.progress(payload), 'progress');
          return ok(payload);
        });
        for (const [what, value] of shapes) {
          const job = await add(queue, value);
          assert.deepEqual(await resultOf(queue, job), value, `the result: ${what}`);
          const info = await expectOk(queue.get(job.id), 'get');
          assert.deepEqual(info?.payload, value, `the payload: ${what}`);
          assert.deepEqual(info?.progress, value, `the progress: ${what}`);
        }
        assert.equal(({} as { readonly polluted?: boolean }).polluted, undefined, 'a payload has changed every object');
      }),
  },
  {
    name: 'what is no data is refused at add, with the path, and a result that is none kills the job',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const error = await expectError(queue.add('work', { a: [0, () => 1] }), 'validation', 'a function');
        assert.match(error.message, /\.a\[1\]/, 'the message says where');
        await start(queue, async () => ok(Symbol('no data')));
        const job = await add(queue, 1);
        await expectError(queue.result(job), 'validation', 'a result that is no data');
        await untilState(queue, job.id, 'dead');
      }),
  },
  {
    name: 'a payload is a copy, for whoever adds and for every run',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const payload = { list: [1], when: new Date(5) };
        const job = await add(queue, payload, { backoff: { type: 'fixed', delayMs: 0 } });
        payload.list.push(2);
        payload.when.setTime(6);
        await start(queue, async (given, { run }) => {
          const own = given as typeof payload;
          if (run > 1) return ok(own);
          own.when.setTime(7);
          throw new Error('once more');
        });
        assert.deepEqual(await resultOf(queue, job), { list: [1], when: new Date(5) });
      }),
  },
  {
    name: 'a schema outputs what is added; what it refuses is a validation error with the path',
    run: (harness) =>
      withQueue(
        harness,
        async (queue) => {
          const job = await expectOk(queue.add('order', { sku: 'lamp', count: 1 }), 'add');
          const info = await expectOk(queue.get(job.id), 'get');
          assert.deepEqual(info?.payload, { sku: 'LAMP', count: 1 });
          const wrong = { sku: 'lamp', count: 'two' } as object;
          const error = await expectError(queue.add('order', wrong as Order), 'validation', 'add');
          assert.match(error.message, /lines\[0\]\.count/, 'the message says where');
          assert.deepEqual(error.details?.['issues'], [{ path: '.lines[0].count', message: 'no number' }]);
          await expectError(queue.addMany([{ name: 'order', payload: wrong as Order }]), 'validation', 'addMany');
          await expectError(
            queue.schedules.set('s', { everyMs: 1_000 }, { name: 'order', payload: wrong as Order }),
            'validation',
            'schedules.set',
          );
          assert.equal((await expectOk(queue.counts(), 'counts')).waiting, 1, 'something refused was added');
        },
        { schemas: { order: orderSchema } },
      ),
  },
  {
    name: 'options that make no sense are validation errors, and nothing is added',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        for (const options of wrongOptions) {
          await expectError(queue.add('work', 1, options), 'validation', JSON.stringify(options));
        }
        await expectError(queue.process(handlers({}), { concurrency: 0 }), 'validation', 'concurrency');
        await expectError(queue.process(handlers({}), { rateLimit: { max: 0, perMs: 1 } }), 'validation', 'rateLimit');
        await expectError(queue.get(''), 'validation', 'get');
        await expectError(queue.list('waiting', { limit: 0 }), 'validation', 'limit');
        await expectError(queue.list('waiting', { cursor: 'x' }), 'validation', 'cursor');
        await expectError(queue.clean(-1), 'validation', 'clean');
        assert.equal((await expectOk(queue.counts(), 'counts')).waiting, 0, 'something was added');
      }),
  },
  {
    name: 'a dedupeId adds nothing while its job is unfinished',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const first = await add(queue, 1, { dedupeId: 'd: 1' });
        const second = await add(queue, 2, { dedupeId: 'd: 1' });
        assert.deepEqual(second, { ...first, isDuplicate: true });
        const other = await expectOk(queue.add('order', { sku: 'x', count: 1 }, { dedupeId: 'd: 1' }), 'another name');
        assert.equal(other.isDuplicate, false, 'a dedupeId reaches beyond its name');
        assert.equal((await add(queue, 3, { dedupeId: 'd: 2' })).isDuplicate, false);
        const many = await expectOk(
          queue.addMany([
            { name: 'work', payload: 4, dedupeId: 'd: 1' },
            { name: 'work', payload: 5, dedupeId: 'd: 3' },
            { name: 'work', payload: 6, dedupeId: 'd: 3' },
          ]),
          'addMany',
        );
        assert.deepEqual(
          many.map(({ isDuplicate }) => isDuplicate),
          [true, false, true],
        );
        assert.equal(many[2]?.id, many[1]?.id);
        const gate = deferred();
        await start(queue, async () => {
          await gate.promise;
          return ok();
        });
        await untilState(queue, first.id, 'active');
        assert.equal((await add(queue, 7, { dedupeId: 'd: 1' })).id, first.id, 'while it is active');
        gate.resolve();
      }),
  },
  {
    name: 'a dedupeId is free once its job is completed, dead or removed',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const removed = await add(queue, 0, { dedupeId: 'd' });
        assert.equal(await expectOk(queue.remove(removed.id), 'remove'), true);
        const delayed = await add(queue, 0, { dedupeId: 'd', delayMs: 3_600_000 });
        assert.equal(delayed.isDuplicate, false, 'after one that was removed');
        assert.equal(await expectOk(queue.remove(delayed.id), 'remove'), true);
        await start(queue, async (payload) => {
          if (payload === 'die') throw new Error('no');
          return ok(payload);
        });
        const dead = await add(queue, 'die', { dedupeId: 'd', attempts: 1 });
        assert.equal(dead.isDuplicate, false, 'after a delayed one that was removed');
        await expectError(queue.result(dead), 'internal', 'result');
        const completed = await add(queue, 1, { dedupeId: 'd' });
        assert.equal(completed.isDuplicate, false, 'after one that died');
        assert.equal(await resultOf(queue, completed), 1);
        const last = await add(queue, 2, { dedupeId: 'd' });
        assert.equal(last.isDuplicate, false, 'after one that was completed');
        assert.equal(await resultOf(queue, last), 2);
      }),
  },
];
