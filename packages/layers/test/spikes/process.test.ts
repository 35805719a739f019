import {
  err,
  fromPromise,
  InfraError,
  ok,
  unwrap,
  type AsyncResult,
  type CloseOptions,
  type Context,
  type ContextCarrier,
  type IoOptions,
  type Lifecycle,
} from '@infra/core';
import { deferred } from '@infra/conformance';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { decorate, definePort } from '../../src/index.js';
import { passing, recorder, twice } from '../layers.js';
import { createCarrier } from './context.js';

// The shape of a port with typed jobs and workers, before a queue is built on it.

interface JobType {
  readonly payload: unknown;
  readonly result: unknown;
}
type JobMap<J> = { [K in keyof J]: JobType };

interface RunningJob<P> {
  readonly payload: P;
  readonly signal: AbortSignal;
  readonly attempt: number;
}

interface Queue<J extends JobMap<J>> {
  add<K extends keyof J & string>(name: K, payload: J[K]['payload'], options?: AddOptions): AsyncResult<string>;
  process<K extends keyof J & string>(
    name: K,
    handler: (job: RunningJob<J[K]['payload']>) => AsyncResult<J[K]['result']>,
    options?: ProcessOptions,
  ): AsyncResult<void>;
}

interface AddOptions extends IoOptions {
  /** Adding a second time with the same one does nothing. */
  readonly dedupeId?: string;
}

interface ProcessOptions extends IoOptions {
  readonly concurrency?: number;
}

interface AnyJobs {
  readonly [name: string]: JobType;
}

const queueSpec = definePort<Queue<AnyJobs>>('queue', {
  add: { optionsAt: 2, idempotent: ([, , options]) => options?.dedupeId !== undefined },
  process: { optionsAt: 2, callback: true },
});

interface Waiting {
  readonly name: string;
  readonly payload: unknown;
  readonly context: Context;
  readonly attempt: number;
}

/** One attempt more after a failure: redelivery belongs to the queue, not to a layer. */
function createQueue<J extends JobMap<J>>(context: ContextCarrier): Queue<J> & Lifecycle {
  const waiting: Waiting[] = [];
  const known = new Set<string>();
  const running = new Set<Promise<void>>();
  const ending = new AbortController();
  const workers = new Map<string, { readonly run: (job: Waiting) => Promise<void>; free: number }>();
  let isClosed = false;
  let added = 0;

  function pump(): void {
    for (const job of isClosed ? [] : [...waiting]) {
      const worker = workers.get(job.name);
      if (worker === undefined || worker.free === 0) continue;
      waiting.splice(waiting.indexOf(job), 1);
      worker.free -= 1;
      const run = worker.run(job).finally(() => {
        worker.free += 1;
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }

  async function close({ deadlineMs = 5_000 }: CloseOptions = {}): AsyncResult<void> {
    isClosed = true;
    const timer = setTimeout(() => {
      ending.abort();
    }, deadlineMs);
    await Promise.all(running);
    clearTimeout(timer);
    return ok();
  }

  return {
    add: async (name, payload, { dedupeId } = {}) => {
      if (dedupeId !== undefined && known.has(dedupeId)) return ok(dedupeId);
      const id = dedupeId ?? String((added += 1));
      known.add(id);
      waiting.push({ name, payload, context: context.capture(), attempt: 1 });
      pump();
      return ok(id);
    },
    process: async (name, handler, { concurrency = 1 } = {}) => {
      const run = async (job: Waiting): Promise<void> => {
        const { payload, attempt } = job;
        const outcome = await context.run(job.context, () =>
          fromPromise(async () => unwrap(await handler({ payload, attempt, signal: ending.signal }))),
        );
        if (!outcome.ok && attempt < 2) waiting.push({ ...job, attempt: attempt + 1 });
      };
      workers.set(name, { run, free: concurrency });
      pump();
      return ok();
    },
    close,
    [Symbol.asyncDispose]: async () => {
      unwrap(await close());
    },
  };
}

interface Jobs {
  readonly resize: { readonly payload: { readonly width: number }; readonly result: string };
  readonly mail: { readonly payload: string; readonly result: void };
}

describe('a port with workers', () => {
  const open = (context = createCarrier()): Queue<Jobs> & Lifecycle => {
    return decorate(createQueue<Jobs>(context), queueSpec, passing, twice, twice);
  };

  test('keeps the types of its jobs through layers', () => {
    const use = async (queue: Queue<Jobs> & Lifecycle): Promise<void> => {
      const decorated = decorate(queue, queueSpec, passing);
      expectTypeOf(decorated).toEqualTypeOf<Queue<Jobs> & Lifecycle>();
      unwrap(await decorated.add('resize', { width: 10 }));
      // @ts-expect-error the payload of another job
      unwrap(await decorated.add('resize', 'text'));
      // @ts-expect-error no such job
      unwrap(await decorated.add('crop', { width: 10 }));
      // @ts-expect-error the result of another job
      unwrap(await decorated.process('resize', async () => ok(5)));
    };
    expectTypeOf(use).toBeFunction();
  });

  test('starts one worker and redelivers by itself: a layer repeats neither', async () => {
    const { calls, layer } = recorder();
    await using queue = decorate(createQueue<Jobs>(createCarrier()), queueSpec, layer, twice, twice);
    const attempts: number[] = [];
    const done = deferred();
    unwrap(
      await queue.process('mail', async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt === 2) done.resolve();
        const message = 'The server is away.';
        return err(new InfraError({ code: 'unavailable', message, provider: 'smtp', operation: 'email.send' }));
      }),
    );
    unwrap(await queue.add('mail', 'a'));
    unwrap(await queue.add('mail', 'a', { dedupeId: 'x' }));
    await done.promise;
    unwrap(await queue.close());
    expect(attempts).toEqual([1, 2]);
    expect(calls.map(({ operation, callback, idempotent }) => [operation, callback, idempotent])).toEqual([
      ['process', true, false],
      ['add', false, false],
      ['add', false, true],
    ]);
  });

  test('runs a job in the context of whoever added it', async () => {
    const context = createCarrier();
    await using queue = open(context);
    const seen = deferred<Context>();
    unwrap(await context.run({ correlationId: 'of the request' }, () => queue.add('mail', 'a')));
    unwrap(
      await queue.process('mail', async () => {
        seen.resolve(context.capture());
        return ok();
      }),
    );
    expect(await seen.promise).toEqual({ correlationId: 'of the request' });
  });

  test('never runs more at a time than it was told', async () => {
    await using queue = open();
    const gates = [1, 2, 3, 4, 5].map(() => deferred());
    const all = deferred();
    let running = 0;
    let most = 0;
    let finished = 0;
    unwrap(
      await queue.process(
        'resize',
        async ({ payload }) => {
          most = Math.max(most, (running += 1));
          await gates[payload.width]?.promise;
          running -= 1;
          if ((finished += 1) === gates.length) all.resolve();
          return ok('done');
        },
        { concurrency: 2 },
      ),
    );
    for (const width of gates.keys()) unwrap(await queue.add('resize', { width }));
    for (const gate of gates) gate.resolve();
    await all.promise;
    expect(most).toBe(2);
  });

  test('closes when running jobs are through, leaves waiting ones, and tells those that hang', async () => {
    const queue = open();
    const started = deferred();
    const order: string[] = [];
    unwrap(
      await queue.process('mail', async ({ payload, signal }) => {
        started.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        order.push(payload);
        return ok();
      }),
    );
    unwrap(await queue.add('mail', 'runs'));
    unwrap(await queue.add('mail', 'waits'));
    await started.promise;
    unwrap(await queue.close({ deadlineMs: 1 }));
    expect(order).toEqual(['runs']);
  });
});
