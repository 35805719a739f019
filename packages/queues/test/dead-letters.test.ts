import { createTestClock } from '@infra/conformance';
import { ok, unwrap, type JobQueue } from '@infra/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createQueueManager, type QueueLetterPage } from '../src/index.js';
import { broken, die, failure, workQueue } from './fakes.js';
import type { Work } from './jobs.js';

/** Everything that a list gives, page by page. */
async function readAll<Q>(read: (cursor: string | undefined) => Promise<QueueLetterPage<Q>>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let cursor: string | undefined, pages = 0; ; pages += 1) {
    expect(pages).toBeLessThan(1_000);
    const page = await read(cursor);
    seen.push(...(page.items as readonly { letter: { payload: unknown } }[]).map(({ letter }) => letter.payload));
    if (page.nextCursor === undefined) return seen;
    cursor = page.nextCursor;
  }
}

describe('the dead letters of all queues', () => {
  test('are listed with their queues, the last first, whatever the queue', async () => {
    const clock = createTestClock();
    const manager = createQueueManager({ a: workQueue({ clock }), b: workQueue({ clock }) });
    for (const [name, payload] of [
      ['a', 1],
      ['b', 2],
      ['b', 3],
      ['a', 4],
    ] as const) {
      await die(manager.queue(name), [payload]);
      clock.advance(1);
    }
    const { items, nextCursor } = unwrap(await manager.deadLetters.list());
    expect(items.map(({ queue, letter }) => [queue, letter.payload])).toEqual([
      ['a', 4],
      ['b', 3],
      ['b', 2],
      ['a', 1],
    ]);
    expect(nextCursor).toBeUndefined();
    expect(items[0]?.letter.reason.message).toBe('out of order');
  });

  test('have pages of any size, and every letter is on one of them, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a' as const, 'b' as const, 'c' as const), { maxLength: 25 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        async (deaths, limits) => {
          const clock = createTestClock();
          const manager = createQueueManager({
            a: workQueue({ clock }),
            b: workQueue({ clock }),
            c: workQueue({ clock }),
          });
          for (const [index, name] of deaths.entries()) {
            await die(manager.queue(name), [index]);
            clock.advance(1);
          }
          let page = 0;
          const seen = await readAll(async (cursor) => {
            const limit = limits[page++ % limits.length];
            const read = unwrap(await manager.deadLetters.list({ cursor, limit }));
            expect(read.items.length).toBeLessThanOrEqual(limit ?? 0);
            return read;
          });
          expect(seen).toEqual(deaths.map((_, index) => index).reverse());
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of a queue that fails are missing, and come when it is back', async () => {
    const gone = failure();
    const whole = workQueue();
    const weak = workQueue();
    await die(whole, [1, 2, 3]);
    await die(weak, [4]);
    let isDown = true;
    const list: JobQueue<Work>['deadLetters']['list'] = (options) =>
      (isDown ? broken(weak, gone) : weak).deadLetters.list(options);
    const manager = createQueueManager({ whole, weak: { ...weak, deadLetters: { ...weak.deadLetters, list } } });
    const first = unwrap(await manager.deadLetters.list());
    expect(first).toMatchObject({ failures: { weak: gone }, items: [{}, {}, {}] });
    const cursor = first.nextCursor;
    expect(await manager.deadLetters.list({ cursor })).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    isDown = false;
    expect(await manager.deadLetters.list({ cursor })).toMatchObject(
      ok({ items: [{ queue: 'weak', letter: { payload: 4 } }], failures: {} }),
    );
  });

  test('are counted, replayed and cleared, in all or in some', async () => {
    const manager = createQueueManager({ a: workQueue(), b: workQueue() });
    await die(manager.queue('a'), [1, 2]);
    await die(manager.queue('b'), [3]);
    expect(await manager.deadLetters.counts()).toEqual(ok({ queues: { a: 2, b: 1 }, total: 3, failures: {} }));
    expect(await manager.deadLetters.replayAll({ queues: ['b'] })).toEqual(ok({ queues: { b: 1 }, total: 1 }));
    expect(unwrap(await manager.counts()).total).toMatchObject({ waiting: 1, dead: 2 });
    expect(await manager.deadLetters.clear()).toEqual(ok({ queues: { a: 2, b: 0 }, total: 2 }));
    expect(unwrap(await manager.deadLetters.list()).items).toEqual([]);
  });

  test('refuse limits and cursors that make no sense, and cursors of other queues', async () => {
    const manager = createQueueManager({ a: workQueue(), b: workQueue() });
    await die(manager.queue('a'), [1, 2]);
    await die(manager.queue('b'), [1, 2]);
    for (const limit of [0, 1_001, 1.5, Number.NaN]) {
      expect(await manager.deadLetters.list({ limit })).toMatchObject({ error: { code: 'validation' } });
    }
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bad = [[], {}, null, ['a'], [['a', 1, 0]], [['a', null, -1]], [['a', null, 2_000]], [['z', null, 0]]].map(
      encode,
    );
    for (const cursor of ['', '7', '\u{1F600}', ...bad]) {
      expect(await manager.deadLetters.list({ cursor }), cursor).toMatchObject({ error: { code: 'validation' } });
    }
    const { nextCursor: cursor } = unwrap(await manager.deadLetters.list({ limit: 1 }));
    expect(await manager.deadLetters.list({ cursor, queues: ['a'] })).toMatchObject({ error: { code: 'validation' } });
    expect(unwrap(await manager.deadLetters.list({ cursor })).items).toHaveLength(3);
  });
});
