import { createTestClock } from '@infra/conformance';
import { err, ok, unwrap, type InfraError } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createQueueManager } from '../src/index.js';
import { broken, complete, die, failure, workQueue } from './fakes.js';

function three() {
  return { a: workQueue({ name: 'first' }), b: workQueue(), c: workQueue() };
}

describe('looking up', () => {
  test('a queue is the one that was given, by a name that compiles and by one from outside', () => {
    const queues = three();
    const manager = createQueueManager(queues);
    expect(manager.names).toEqual(['a', 'b', 'c']);
    expect(manager.queue('b')).toBe(queues.b);
    expect(manager.find('b')).toBe(queues.b);
    for (const name of ['d', '', '__proto__', 'constructor', 'first']) expect(manager.find(name)).toBeUndefined();
    const untyped: { queue(name: string): unknown } = manager;
    expect(() => untyped.queue('toString')).toThrow(/There is no queue "toString"; there are 'a', 'b', 'c'/);
  });

  test('a job is found in its queue; one that nobody has is undefined', async () => {
    const manager = createQueueManager(three());
    const job = unwrap(await manager.queue('c').add('work', 1));
    expect(await manager.findJob(job.id)).toMatchObject(ok({ queue: 'c', job: { id: job.id, payload: 1 } }));
    expect(await manager.findJob(job.id, { queues: ['a', 'b'] })).toEqual(ok(undefined));
    expect(await manager.findJob('nobody')).toEqual(ok(undefined));
  });

  test('a job is found although a queue fails; where none has it, that queue may, which is an error', async () => {
    const manager = createQueueManager({ a: broken(workQueue()), b: workQueue() });
    const job = unwrap(await manager.queue('b').add('work', 1));
    expect(await manager.findJob(job.id)).toMatchObject({ ok: true, value: { queue: 'b' } });
    expect(await manager.findJob('nobody')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });
});

describe('reading', () => {
  test('counts and stats are by queue and in sum', async () => {
    const clock = createTestClock();
    const manager = createQueueManager({ a: workQueue({ clock }), b: workQueue({ clock }) });
    await complete(manager.queue('a'), 2);
    await die(manager.queue('b'), [1]);
    unwrap(await manager.queue('b').add('work', 1, { delayMs: 1_000 }));
    unwrap(await manager.queue('a').add('work', 1));
    clock.advance(500);
    unwrap(await manager.queue('b').add('work', 1));
    const counts = unwrap(await manager.counts());
    expect(counts.queues.a).toMatchObject({ waiting: 1, completed: 2, dead: 0 });
    expect(counts.total).toEqual({ waiting: 2, delayed: 1, active: 0, failed: 0, completed: 2, dead: 1 });
    expect(counts.failures).toEqual({});
    expect(unwrap(await manager.stats()).total).toEqual({ paused: false, completed: 2, died: 1, oldestWaitingMs: 500 });
    unwrap(await manager.pause({ queues: ['a'] }));
    expect(unwrap(await manager.stats()).total.paused).toBe(false);
    expect(unwrap(await manager.stats({ queues: ['a'] })).total.paused).toBe(true);
  });

  test('a queue that fails is named, and the others are read', async () => {
    const gone = failure();
    const manager = createQueueManager({ a: broken(workQueue(), gone), b: workQueue() });
    unwrap(await manager.queue('b').add('work', 1));
    const counts = unwrap(await manager.counts());
    expect(counts).toMatchObject({ failures: { a: gone }, total: { waiting: 1 } });
    expect(Object.keys(counts.queues)).toEqual(['b']);
    expect(unwrap(await manager.stats()).failures).toEqual({ a: gone });
    expect(unwrap(await manager.schedules.list())).toEqual({ items: [], failures: { a: gone } });
    expect(unwrap(await manager.deadLetters.counts())).toMatchObject({ failures: { a: gone }, total: 0 });
  });

  test('where every queue fails there is nothing to be read', async () => {
    const manager = createQueueManager({ a: broken(workQueue()), b: broken(workQueue(), failure('timeout')) });
    for (const read of [manager.counts, manager.stats, manager.schedules.list, manager.deadLetters.list]) {
      const result = await read();
      expect(result).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: true, provider: 'queues' } });
    }
  });

  test('schedules are listed with their queues', async () => {
    const manager = createQueueManager(three());
    for (const name of ['b', 'a'] as const) {
      for (const id of ['two', 'one']) {
        unwrap(await manager.queue(name).schedules.set(id, { everyMs: 1_000 }, { name: 'work', payload: name }));
      }
    }
    const { items } = unwrap(await manager.schedules.list());
    expect(items.map(({ queue, schedule }) => `${queue} ${schedule.id}`)).toEqual(['a one', 'a two', 'b one', 'b two']);
    unwrap(await manager.queue('a').close());
    unwrap(await manager.queue('b').close());
  });

  test('at most so many queues are asked at a time', async () => {
    let running = 0;
    let most = 0;
    const slow = () => {
      const queue = workQueue();
      return {
        ...queue,
        counts: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise(setImmediate);
          running -= 1;
          return queue.counts();
        },
      };
    };
    const queues = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`q${String(index)}`, slow()]));
    const counts = unwrap(await createQueueManager(queues, { parallel: 3 }).counts());
    expect([Object.keys(counts.queues).length, most]).toEqual([20, 3]);
  });
});

describe('changing', () => {
  test('pause and resume are for all, or for some', async () => {
    const manager = createQueueManager(three());
    unwrap(await manager.pause({ queues: ['a', 'c'] }));
    const paused = async () => {
      const { queues } = unwrap(await manager.stats());
      return [queues.a?.paused, queues.b?.paused, queues.c?.paused];
    };
    expect(await paused()).toEqual([true, false, true]);
    unwrap(await manager.pause());
    expect(await paused()).toEqual([true, true, true]);
    unwrap(await manager.resume());
    expect(await paused()).toEqual([false, false, false]);
  });

  test('clean says how many, by queue and together', async () => {
    const manager = createQueueManager({ a: workQueue(), b: workQueue() });
    await complete(manager.queue('a'), 2);
    await complete(manager.queue('b'), 1);
    expect(await manager.clean(0)).toEqual(ok({ queues: { a: 2, b: 1 }, total: 3 }));
  });

  test('a queue that fails keeps no other from being changed, and the error says which did what', async () => {
    const manager = createQueueManager({ a: broken(workQueue()), b: workQueue() });
    await complete(manager.queue('b'), 2);
    const failed = await manager.clean(0);
    expect(failed).toMatchObject({
      ok: false,
      error: {
        code: 'unavailable',
        retryable: true,
        operation: 'queues.clean',
        message: "1 of 2 queues failed: 'a' (unavailable: out of order)",
        details: { failures: { a: { code: 'unavailable', provider: 'fake' } }, done: { b: 2 } },
      },
    });
    expect((await manager.pause()).ok).toBe(false);
    expect(unwrap(await manager.queue('b').stats()).paused).toBe(true);
  });

  test('what is refused for good by one queue is not advised again', async () => {
    const queues = { a: broken(workQueue()), b: broken(workQueue(), failure('forbidden')) };
    const failed = await createQueueManager(queues).pause();
    expect(failed).toMatchObject({ ok: false, error: { retryable: false, cause: { errors: [{}, {}] } } });
  });

  test('a queue that throws has failed like any other', async () => {
    const queue = workQueue();
    const throws = (): never => {
      throw new Error('boom');
    };
    const manager = createQueueManager({ a: { ...queue, pause: throws }, b: workQueue() });
    expect(await manager.pause()).toMatchObject({ ok: false, error: { code: 'internal', details: { done: {} } } });
  });
});

describe('what makes no sense is refused before anything is asked', () => {
  test('names that are none, no names, a signal that is aborted', async () => {
    const manager = createQueueManager(three());
    const untyped: { counts(io: object): Promise<{ ok: boolean; error?: InfraError }> } = manager;
    for (const queues of [['d'], [], 'a', ['__proto__']]) {
      expect(await untyped.counts({ queues })).toMatchObject({ ok: false, error: { code: 'validation' } });
    }
    expect(await manager.pause({ signal: AbortSignal.abort() })).toMatchObject({ error: { code: 'cancelled' } });
    expect(unwrap(await manager.stats()).total.paused).toBe(false);
  });

  test('an abort on the way is cancelled, whatever the queues say', async () => {
    const controller = new AbortController();
    const queue = workQueue();
    const counts = async () => {
      controller.abort();
      return err(failure());
    };
    const manager = createQueueManager({ a: { ...queue, counts }, b: workQueue() });
    expect(await manager.counts({ signal: controller.signal })).toMatchObject({ error: { code: 'cancelled' } });
  });

  test('options', () => {
    const a = workQueue();
    const make = (queues: object, options?: object) => () => createQueueManager(queues as { a: typeof a }, options);
    expect(make({})).toThrow(/at least one/);
    expect(make({ '': a })).toThrow(/must not be empty/);
    expect(make({ a: undefined })).toThrow(/'a' is no queue/);
    expect(make({ a, b: a })).toThrow(/'b' is the same queue as 'a'/);
    expect(make({ a }, { parallel: 0 })).toThrow(/parallel/);
    expect(make({ a }, { healthTimeoutMs: Number.NaN })).toThrow(/healthTimeoutMs/);
    expect(make({ a }, { owns: ['b'] })).toThrow(/owns has "b"/);
    expect(make({ a: { ...a, close: undefined } }, { owns: 'all' })).toThrow(/has no close/);
  });
});
