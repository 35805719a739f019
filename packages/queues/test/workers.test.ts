import { createTestClock } from '@infra/conformance';
import { err, ok, unwrap, type AsyncResult, type Health } from '@infra/core';
import { describe, expect, test, vi } from 'vitest';
import { createQueueManager } from '../src/index.js';
import { broken, failure, workQueue } from './fakes.js';

const echo = { work: async (payload: unknown) => ok(payload) };

/** Never answers. */
const hangs = (): Promise<never> => new Promise(() => undefined);

describe('workers that start together', () => {
  test('work for their queues, and no others', async () => {
    const manager = createQueueManager({ a: workQueue(), b: workQueue(), c: workQueue() }, { owns: 'all' });
    unwrap(await manager.start({ a: echo, b: echo }));
    for (const name of ['a', 'b'] as const) {
      const job = unwrap(await manager.queue(name).add('work', name));
      expect(await manager.queue(name).result(job)).toEqual(ok(name));
    }
    unwrap(await manager.queue('c').add('work', 1));
    expect(unwrap(await manager.counts()).total).toMatchObject({ waiting: 1, completed: 2 });
    unwrap(await manager.close());
  });

  test('have the options of all, and those of their own', async () => {
    const seen: object[] = [];
    const spying = () => {
      const queue = workQueue();
      const process: typeof queue.process = (handlers, options = {}) => {
        seen.push(options);
        return queue.process(handlers, options);
      };
      return { ...queue, process };
    };
    await using manager = createQueueManager({ a: spying(), b: spying() }, { owns: 'all' });
    const rateLimit = { max: 1, perMs: 1_000 };
    unwrap(await manager.start({ a: echo, b: echo }, { concurrency: 2, queues: { b: { concurrency: 5, rateLimit } } }));
    expect(seen).toEqual([{ concurrency: 2 }, { concurrency: 5, rateLimit }]);
  });

  test('all or none: where one does not start, the others are closed', async () => {
    const a = workQueue();
    const manager = createQueueManager({ a, b: broken(workQueue()) });
    const failed = await manager.start({ a: echo, b: echo });
    expect(failed).toMatchObject({ ok: false, error: { details: { failures: { b: {} }, done: { a: 'closed' } } } });
    const job = unwrap(await a.add('work', 1));
    expect(await a.result(job, { timeoutMs: 20 })).toMatchObject({ ok: false, error: { code: 'timeout' } });
  });

  test('pause, resume and close together', async () => {
    const manager = createQueueManager({ a: workQueue(), b: workQueue() });
    const workers = unwrap(await manager.start({ a: echo, b: echo }));
    unwrap(await workers.pause());
    unwrap(await manager.queue('a').add('work', 1));
    unwrap(await manager.queue('b').add('work', 1));
    await new Promise(setImmediate);
    expect(unwrap(await manager.counts()).total.waiting).toBe(2);
    unwrap(await workers.resume());
    await vi.waitFor(async () => expect(unwrap(await manager.counts()).total.completed).toBe(2));
    expect(await Promise.all([workers.close(), workers.close()])).toEqual([ok(), ok()]);
    expect(await workers.pause()).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    unwrap(await manager.queue('a').add('work', 1));
    await new Promise(setImmediate);
    expect(unwrap(await manager.counts()).total.waiting).toBe(1);
  });

  test('names and options without handlers, and no handlers, are refused', async () => {
    const manager = createQueueManager({ a: workQueue(), b: workQueue() });
    const refused = { ok: false, error: { code: 'validation', operation: 'queues.start' } };
    expect(await manager.start({})).toMatchObject(refused);
    expect(await manager.start(undefined as never)).toMatchObject(refused);
    expect(await manager.start({ z: echo } as never)).toMatchObject(refused);
    expect(await manager.start({ a: echo }, { queues: { b: { concurrency: 2 } } })).toMatchObject(refused);
    expect(await manager.start({ a: echo, b: {} } as never)).toMatchObject({ error: { code: 'validation' } });
    expect(await manager.start({ a: echo }, { signal: AbortSignal.abort() })).toMatchObject({
      error: { code: 'cancelled' },
    });
  });
});

describe('close', () => {
  test('closes its workers and the queues that it owns, and leaves the others open', async () => {
    const queues = { own: workQueue(), lent: workQueue() };
    const manager = createQueueManager(queues, { owns: ['own'] });
    unwrap(await manager.start({ own: echo, lent: echo }));
    unwrap(await manager.close());
    expect(await queues.own.add('work', 1)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    unwrap(await queues.lent.add('work', 1));
    await new Promise(setImmediate);
    expect(unwrap(await queues.lent.counts()).waiting).toBe(1);
    const closed = { ok: false, error: { code: 'unavailable', retryable: false, provider: 'queues' } };
    expect(await manager.counts()).toMatchObject(closed);
    expect(await manager.start({ lent: echo })).toMatchObject(closed);
    expect(await manager.deadLetters.list()).toMatchObject(closed);
    expect(unwrap(await manager.health()).status).toBe('down');
  });

  test('closing twice is closing once, and `await using` closes', async () => {
    const queue = workQueue();
    const close = vi.fn(queue.close);
    const manager = createQueueManager({ a: { ...queue, close } }, { owns: 'all' });
    expect(await Promise.all([manager.close(), manager.close()])).toEqual([ok(), ok()]);
    await manager[Symbol.asyncDispose]();
    expect(close).toHaveBeenCalledOnce();
  });

  test('running jobs have a part of the deadline, and may use the queues until then', async () => {
    const clock = createTestClock();
    const manager = createQueueManager({ a: workQueue({ clock }), b: workQueue({ clock }) }, { owns: 'all', clock });
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const aborted: string[] = [];
    const work = async (_: unknown, { signal }: { readonly signal: AbortSignal }): AsyncResult<void> => {
      begin();
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted.push('a');
          resolve(ok());
        });
      });
    };
    unwrap(await manager.start({ a: { work }, b: echo }));
    unwrap(await manager.queue('a').add('work', 1));
    await begun;
    const closing = manager.close({ deadlineMs: 1_000 });
    unwrap(await manager.queue('b').add('work', 'from a handler'));
    clock.advance(499);
    await new Promise(setImmediate);
    expect(aborted).toEqual([]);
    clock.advance(1);
    expect(await closing).toEqual(ok());
    expect(aborted).toEqual(['a']);
  });

  test('what hangs or fails is named, keeps nobody else from being closed, and no deadline from being kept', async () => {
    const clock = createTestClock();
    const good = workQueue({ clock });
    const manager = createQueueManager(
      {
        stuck: { ...workQueue({ clock }), close: hangs },
        failing: { ...workQueue({ clock }), close: async () => err(failure()) },
        good,
      },
      { owns: 'all', clock },
    );
    const closing = manager.close({ deadlineMs: 1_000 });
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    clock.advance(1_000);
    const failed = await closing;
    expect(failed).toMatchObject({
      ok: false,
      error: {
        message: expect.stringContaining(
          "2 of 3 queues failed: 'stuck' (timeout: The queue 'stuck' was not closed within 1000 ms.)",
        ),
        details: { failures: { stuck: { code: 'timeout' }, failing: { code: 'unavailable' } } },
      },
    });
    expect((await good.counts()).ok).toBe(false);
    expect(await manager.close()).toEqual(failed);
    expect(clock.pending).toBe(0);
  });

  test('waits for workers that are being started, and closes them', async () => {
    const queue = workQueue();
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const process: typeof queue.process = async (handlers, options) => {
      await gate;
      return queue.process(handlers, options);
    };
    const manager = createQueueManager({ a: { ...queue, process } });
    const starting = manager.start({ a: echo });
    const closing = manager.close();
    go();
    expect(await starting).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: false } });
    expect(await closing).toEqual(ok());
    unwrap(await queue.add('work', 1));
    await new Promise(setImmediate);
    expect(unwrap(await queue.counts()).waiting).toBe(1);
  });
});

describe('health', () => {
  const says = (health: Health) => ({ ...workQueue(), health: async () => ok(health) });
  const up: Health = { status: 'up', latencyMs: 1 };

  test('is that of the worst queue; those that cannot be asked are not', async () => {
    const silent = { ...workQueue(), health: undefined as never };
    const of = async (queues: Readonly<Record<string, ReturnType<typeof says> | typeof silent>>) =>
      unwrap(await createQueueManager(queues).health());
    expect(await of({ a: says(up), silent })).toMatchObject({ status: 'up', queues: { a: up } });
    const slow: Health = { status: 'degraded', latencyMs: 1, reason: 'slow' };
    expect(await of({ a: says(up), b: says(slow) })).toMatchObject({
      status: 'degraded',
      reason: 'b is degraded (slow)',
    });
    const dead: Health = { status: 'down', latencyMs: 1 };
    expect(await of({ a: says(slow), b: says(dead) })).toMatchObject({
      status: 'down',
      reason: 'a is degraded (slow); b is down',
      queues: { a: slow, b: dead },
    });
    expect(await of({ silent })).toMatchObject({ status: 'up', queues: {} });
  });

  test('of a queue that gives no answer, fails or throws is down, in time', async () => {
    const clock = createTestClock();
    let signal: AbortSignal | undefined;
    const hanging = (io: { readonly signal?: AbortSignal | undefined } = {}): Promise<never> => {
      signal = io.signal;
      return hangs();
    };
    const throws = (): never => {
      throw new Error('boom');
    };
    const manager = createQueueManager(
      {
        hanging: { ...workQueue(), health: hanging },
        failing: { ...workQueue(), health: async () => err(failure()) },
        throwing: { ...workQueue(), health: throws },
      },
      { clock, healthTimeoutMs: 100 },
    );
    const asking = manager.health();
    await new Promise(setImmediate);
    clock.advance(100);
    const health = unwrap(await asking);
    expect(health).toMatchObject({
      status: 'down',
      latencyMs: 100,
      queues: { hanging: { reason: 'no answer within 100 ms' } },
    });
    expect(health.reason).toMatch(/failing is down \(out of order\); throwing is down \(.*boom\)/);
    expect(signal?.aborted).toBe(true);
  });

  test('can be cancelled, and asked of some', async () => {
    const manager = createQueueManager({ a: says(up), b: { ...workQueue(), health: hangs } });
    expect(Object.keys(unwrap(await manager.health({ queues: ['a'] })).queues)).toEqual(['a']);
    const controller = new AbortController();
    const asking = manager.health({ signal: controller.signal });
    controller.abort();
    expect(await asking).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});
