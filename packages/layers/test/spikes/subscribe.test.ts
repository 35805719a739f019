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
  type OnError,
} from '@infra/core';
import { deferred } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { decorate, definePort } from '../../src/index.js';
import { aborter, recorder, twice } from '../layers.js';
import { createCarrier } from './context.js';

// The shape of a port with subscriptions, before an event bus is built on it.

type Handler = (event: string, context: { readonly signal: AbortSignal }) => AsyncResult<void>;

interface Subscription {
  unsubscribe(options?: IoOptions): AsyncResult<void>;
}

interface Topic {
  publish(event: string, options?: IoOptions): AsyncResult<void>;
  /** Settles when the subscription stands. Its signal ends the subscribing, and the subscription. */
  subscribe(handler: Handler, options?: IoOptions): AsyncResult<Subscription>;
}

const topicSpec = definePort<Topic>('topic', {
  publish: { optionsAt: 1, idempotent: false },
  subscribe: { optionsAt: 1, callback: true },
});

const closed = (operation: string): InfraError =>
  new InfraError({
    code: 'unavailable',
    message: 'The topic is closed.',
    provider: 'spike',
    operation,
    retryable: false,
  });

function createTopic(options: { readonly context: ContextCarrier; readonly onError?: OnError }): Topic & Lifecycle {
  const handlers = new Set<Handler>();
  const running = new Set<Promise<void>>();
  const ending = new AbortController();
  let isClosed = false;

  async function deliver(handler: Handler, event: string, context: Context): Promise<void> {
    // A handler runs in the context of whoever published, and its failure is nobody else's.
    const outcome = await options.context.run(context, () =>
      fromPromise(async () => unwrap(await handler(event, { signal: ending.signal }))),
    );
    if (!outcome.ok) options.onError?.(outcome.error);
  }

  async function close({ deadlineMs = 5_000 }: CloseOptions = {}): AsyncResult<void> {
    isClosed = true;
    handlers.clear();
    const timer = setTimeout(() => {
      ending.abort();
    }, deadlineMs);
    await Promise.all(running);
    clearTimeout(timer);
    return ok();
  }

  return {
    publish: async (event) => {
      if (isClosed) return err(closed('topic.publish'));
      for (const handler of handlers) {
        const run = deliver(handler, event, options.context.capture());
        running.add(run);
        void run.finally(() => running.delete(run));
      }
      return ok();
    },
    subscribe: async (handler, { signal } = {}) => {
      if (isClosed) return err(closed('topic.subscribe'));
      handlers.add(handler);
      const stop = (): void => {
        handlers.delete(handler);
      };
      signal?.addEventListener('abort', stop, { once: true });
      return ok({
        unsubscribe: async () => {
          stop();
          return ok();
        },
      });
    },
    close,
    [Symbol.asyncDispose]: async () => {
      unwrap(await close());
    },
  };
}

describe('a port with subscriptions', () => {
  test('is subscribed once, whatever layers are around it, and each event is handled once', async () => {
    const context = createCarrier();
    const { calls, layer } = recorder();
    await using topic = decorate(createTopic({ context }), topicSpec, layer, twice, twice);
    const seen: string[] = [];
    unwrap(
      await topic.subscribe(async (event) => {
        seen.push(event);
        return ok();
      }),
    );
    unwrap(await topic.publish('a'));
    expect(seen).toEqual(['a']);
    expect(calls.map(({ operation, callback }) => [operation, callback])).toEqual([
      ['subscribe', true],
      ['publish', false],
    ]);
  });

  test('runs a handler in the context of the publisher', async () => {
    const context = createCarrier();
    await using topic = decorate(createTopic({ context }), topicSpec, twice);
    const seen: Context[] = [];
    const subscribe = topic.subscribe(async () => {
      seen.push(context.capture());
      return ok();
    });
    unwrap(await context.run({ correlationId: 'of the subscriber' }, () => subscribe));
    unwrap(await context.run({ correlationId: 'of the publisher' }, () => topic.publish('a')));
    expect(seen).toEqual([{ correlationId: 'of the publisher' }]);
  });

  test('reports what a handler throws, and goes on with the others', async () => {
    const errors: InfraError[] = [];
    const seen: string[] = [];
    await using topic = createTopic({ context: createCarrier(), onError: (error) => errors.push(error) });
    unwrap(await topic.subscribe(() => Promise.reject(new Error('a bug'))));
    unwrap(
      await topic.subscribe(async (event) => {
        seen.push(event);
        return ok();
      }),
    );
    unwrap(await topic.publish('a'));
    unwrap(await topic.close());
    expect(seen).toEqual(['a']);
    expect(errors).toEqual([expect.objectContaining({ code: 'internal' })]);
  });

  test('ends with the signal of the caller or of a layer', async () => {
    const { abort, layer } = aborter();
    await using topic = decorate(createTopic({ context: createCarrier() }), topicSpec, layer);
    let seen = 0;
    const count: Handler = async () => {
      seen += 1;
      return ok();
    };
    const caller = new AbortController();
    unwrap(await topic.subscribe(count, { signal: caller.signal }));
    unwrap(await topic.subscribe(async (event, context) => count(event, context)));
    caller.abort();
    unwrap(await topic.publish('one of two'));
    expect(seen).toBe(1);
    abort();
    unwrap(await topic.publish('none'));
    expect(seen).toBe(1);
  });

  test('closes when the handlers are through, and tells them when its deadline is over', async () => {
    const topic = decorate(createTopic({ context: createCarrier() }), topicSpec, twice);
    const release = deferred();
    const order: string[] = [];
    unwrap(
      await topic.subscribe(async (event, { signal }) => {
        if (event === 'waits') await release.promise;
        else await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        order.push(event);
        return ok();
      }),
    );
    unwrap(await topic.publish('waits'));
    unwrap(await topic.publish('hangs'));
    const closing = topic.close({ deadlineMs: 1 }).then(() => order.push('closed'));
    release.resolve();
    await closing;
    expect(order).toEqual(['waits', 'hangs', 'closed']);
    expect(await topic.publish('late')).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: false } });
  });
});
