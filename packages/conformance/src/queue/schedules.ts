import assert from 'node:assert/strict';
import { ok, type JobTiming } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  add,
  HOUR_MS,
  resultOf,
  start,
  until,
  withQueue,
  type JobQueueHarness,
  type JobQueueUnderTest,
} from './harness.js';

const wrongTimings: readonly JobTiming[] = [
  { everyMs: 0 },
  { everyMs: 999 },
  { everyMs: 1_500.5 },
  { cron: '* * * *' },
  { cron: '61 * * * *' },
  { cron: '0 0 30 2 *' },
  { cron: '' },
  { cron: '0 0 * * *', timeZone: 'Mars/Olympus' },
];

async function nextAt(queue: JobQueueUnderTest, id: string): Promise<number> {
  const schedules = await expectOk(queue.schedules.list(), 'list');
  const found = schedules.find((schedule) => schedule.id === id);
  assert.ok(found !== undefined, `there is no schedule ${id}`);
  return found.nextAt.getTime();
}

/** A worker that keeps the payloads it was given, and a way to know that all that is due has run. */
async function listener(queue: JobQueueUnderTest): Promise<{ seen: unknown[]; fence: () => Promise<void> }> {
  const seen: unknown[] = [];
  await start(queue, async (payload) => {
    if (payload !== 'fence') seen.push(payload);
    return ok();
  });
  const fence = async (): Promise<void> => {
    await resultOf(queue, await add(queue, 'fence'));
  };
  return { seen, fence };
}

export const scheduleCases: readonly ConformanceCase<JobQueueHarness>[] = [
  {
    name: 'a schedule of a period adds its job once per period, the first after one',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const { seen, fence } = await listener(queue);
        await expectOk(queue.schedules.set('hourly', { everyMs: HOUR_MS }, { name: 'work', payload: 'tick' }), 'set');
        await fence();
        assert.deepEqual(seen, [], 'it ran before its first period was over');
        for (let hour = 1; hour <= 3; hour += 1) {
          await harness.advance(HOUR_MS + 1_000);
          await until(() => seen.length >= hour, `the run of hour ${String(hour)}`);
          await fence();
          assert.equal(seen.length, hour, 'it ran more often than its period says');
        }
        assert.deepEqual(seen, ['tick', 'tick', 'tick']);
      }),
  },
  {
    name: 'a schedule by cron falls due by the clock of its time zone',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const job = { name: 'work', payload: 1 } as const;
        const zones = { utc: undefined, berlin: 'Europe/Berlin', kathmandu: 'Asia/Kathmandu' };
        for (const [id, timeZone] of Object.entries(zones)) {
          await expectOk(queue.schedules.set(id, { cron: '30 9 * * *', timeZone }, job), 'set');
          const at = new Date(await nextAt(queue, id));
          const local = new Intl.DateTimeFormat('en-GB', { timeZone: timeZone ?? 'UTC', timeStyle: 'short' }).format(
            at,
          );
          assert.equal(local, '09:30', id);
        }
        const listed = await expectOk(queue.schedules.list(), 'list');
        assert.deepEqual(
          listed.map(({ id, timing }) => [id, timing]),
          [
            ['berlin', { cron: '30 9 * * *', timeZone: 'Europe/Berlin' }],
            ['kathmandu', { cron: '30 9 * * *', timeZone: 'Asia/Kathmandu' }],
            ['utc', { cron: '30 9 * * *' }],
          ],
        );
        const { seen } = await listener(queue);
        await harness.advance(24 * HOUR_MS);
        await until(() => seen.length >= 3, 'each runs within a day');
      }),
  },
  {
    name: 'a schedule’s job has its payload and options, and says whose it is',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const payload = { since: new Date(5), list: [1n] };
        const job = { name: 'work', payload, priority: 2, attempts: 7 } as const;
        await expectOk(queue.schedules.set('s: 1', { everyMs: HOUR_MS }, job), 'set');
        const [schedule] = await expectOk(queue.schedules.list(), 'list');
        assert.deepEqual(schedule?.job.payload, payload);
        assert.equal(schedule.job.attempts, 7);
        const [next] = (await expectOk(queue.list('delayed'), 'list')).items;
        assert.deepEqual(next?.payload, payload);
        assert.deepEqual([next.scheduleId, next.priority, next.attempts], ['s: 1', 2, 7]);
        await expectError(queue.remove(next.id), 'conflict', 'remove of the next job of a schedule');
      }),
  },
  {
    name: 'set replaces a schedule; a timing that has not changed keeps its next time',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const timing = { everyMs: 4 * HOUR_MS };
        await expectOk(queue.schedules.set('s', timing, { name: 'work', payload: 'old' }), 'set');
        const before = await nextAt(queue, 's');
        await expectOk(queue.schedules.set('s', timing, { name: 'work', payload: 'new' }), 'set');
        assert.equal(await nextAt(queue, 's'), before, 'nextAt');
        assert.equal((await expectOk(queue.counts(), 'counts')).delayed, 1, 'the old job is still there');
        const { seen, fence } = await listener(queue);
        await harness.advance(4 * HOUR_MS + 1_000);
        await until(() => seen.length > 0, 'it runs');
        await expectOk(
          queue.schedules.set('s', { everyMs: 1_000 * HOUR_MS }, { name: 'work', payload: 'rare' }),
          'set',
        );
        await harness.advance(5 * HOUR_MS);
        await fence();
        assert.deepEqual(seen, ['new']);
        assert.equal((await expectOk(queue.schedules.list(), 'list')).length, 1);
      }),
  },
  {
    name: 'a schedule that is removed adds nothing more, and takes the job along that has not begun',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        const { seen, fence } = await listener(queue);
        await expectOk(queue.schedules.set('s', { everyMs: HOUR_MS }, { name: 'work', payload: 1 }), 'set');
        assert.equal(await expectOk(queue.schedules.remove('s'), 'remove'), true);
        assert.equal(await expectOk(queue.schedules.remove('s'), 'remove again'), false);
        assert.deepEqual(await expectOk(queue.schedules.list(), 'list'), []);
        assert.equal((await expectOk(queue.counts(), 'counts')).delayed, 0);
        await harness.advance(2 * HOUR_MS);
        await fence();
        assert.deepEqual(seen, []);
      }),
  },
  {
    name: 'a schedule that nobody works for does not pile up',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        await expectOk(queue.schedules.set('s', { everyMs: HOUR_MS }, { name: 'work', payload: 'tick' }), 'set');
        for (let hour = 0; hour < 5; hour += 1) await harness.advance(HOUR_MS);
        const { waiting, delayed } = await expectOk(queue.counts(), 'counts');
        assert.equal(waiting + delayed, 1);
        const { seen, fence } = await listener(queue);
        await until(() => seen.length > 0, 'it runs');
        await fence();
        assert.deepEqual(seen, ['tick']);
      }),
  },
  {
    name: 'a timing that makes no sense is a validation error',
    run: (harness) =>
      withQueue(harness, async (queue) => {
        for (const timing of wrongTimings) {
          const set = queue.schedules.set('s', timing, { name: 'work', payload: 1 });
          await expectError(set, 'validation', JSON.stringify(timing));
        }
        await expectError(
          queue.schedules.set('', { everyMs: 1_000 }, { name: 'work', payload: 1 }),
          'validation',
          'id',
        );
        assert.deepEqual(await expectOk(queue.schedules.list(), 'list'), []);
      }),
  },
];
