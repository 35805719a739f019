import { describe, expectTypeOf, test } from 'vitest';
import { ok, unwrap } from '../src/index.js';
import type {
  AsyncResult,
  Cache,
  CallbackSpec,
  EventBus,
  Job,
  JobQueue,
  Logger,
  OperationSpec,
  OptionsPosition,
  PortSpecEntries,
  StandardSchemaV1,
} from '../src/index.js';

// Types are the API that people see first: what compiles and what does not is a promise like any other.

declare const cache: Cache;
declare const users: Cache<{ readonly name: string }>;
declare const counters: Cache<number>;
declare const schema: StandardSchemaV1<{ readonly name: string }, { readonly name: string }>;

describe('Cache', () => {
  test('a namespace fixes the type of its values, by argument or by schema', () => {
    type User = { readonly name: string };
    const use = async (): Promise<void> => {
      expectTypeOf(cache.namespace<User>('user')).toEqualTypeOf<Cache<User>>();
      expectTypeOf(cache.namespace('user', { schema })).toEqualTypeOf<Cache<User>>();
      expectTypeOf(users.get('k')).toEqualTypeOf<AsyncResult<User | undefined>>();
      // @ts-expect-error a value of another type
      unwrap(await users.set('k', 5));
    };
    expectTypeOf(use).toBeFunction();
  });

  test('getOrSet is undefined only where the loader may be', () => {
    const use = async (): Promise<void> => {
      const sure = users.getOrSet('k', async () => ({ ok: true, value: { name: 'Ada' } }) as const);
      expectTypeOf(sure).toEqualTypeOf<AsyncResult<{ readonly name: string }>>();
      const maybe = users.getOrSet('k', () => users.get('other'));
      expectTypeOf(maybe).toEqualTypeOf<AsyncResult<{ readonly name: string } | undefined>>();
      // @ts-expect-error a loader returns a Result, so that its errors are not cached as values
      unwrap(await users.getOrSet('k', async () => ({ name: 'Ada' })));
    };
    expectTypeOf(use).toBeFunction();
  });

  test('only numbers are counted', () => {
    const use = async (): Promise<void> => {
      unwrap(await counters.increment('n'));
      unwrap(await cache.increment('n'));
      // @ts-expect-error users are not counted
      unwrap(await users.increment('n'));
    };
    expectTypeOf(use).toBeFunction();
  });
});

describe('specs', () => {
  type CacheEntries = PortSpecEntries<Cache>;

  test('every operation has an entry, namespaces are children, everything else has none', () => {
    expectTypeOf<keyof CacheEntries>().toEqualTypeOf<Exclude<keyof Cache, 'stats'>>();
    expectTypeOf<CacheEntries['namespace']>().toEqualTypeOf<'child'>();
    expectTypeOf<OperationSpec<Parameters<Cache['get']>>>().toExtend<CacheEntries['get']>();
    expectTypeOf<CallbackSpec<Parameters<Cache['getOrSet']>>>().toExtend<CacheEntries['getOrSet']>();
    expectTypeOf<keyof PortSpecEntries<Logger>>().toEqualTypeOf<'child' | 'flush'>();
  });

  test('an optional feature is a nested spec, and required in it', () => {
    interface Signed {
      get(key: string): AsyncResult<string>;
    }
    interface Storage {
      readonly signedUrls?: Signed;
      readonly label?: string;
      put(key: string): AsyncResult<void>;
    }
    expectTypeOf<keyof PortSpecEntries<Storage>>().toEqualTypeOf<'signedUrls' | 'put'>();
    expectTypeOf<keyof PortSpecEntries<Storage>['signedUrls']>().toEqualTypeOf<'get'>();
  });

  test('the position of the options is fixed by the signature', () => {
    expectTypeOf<OptionsPosition<Parameters<Cache['get']>>>().toEqualTypeOf<1>();
    expectTypeOf<OptionsPosition<Parameters<Cache['increment']>>>().toEqualTypeOf<2>();
    expectTypeOf<OptionsPosition<Parameters<Logger['flush']>>>().toEqualTypeOf<0>();
    expectTypeOf<OptionsPosition<[key: string, tags: readonly string[]]>>().toEqualTypeOf<undefined>();
    expectTypeOf<OptionsPosition<[]>>().toEqualTypeOf<undefined>();
    // @ts-expect-error the options of `get` are its second argument
    const entry: OperationSpec<Parameters<Cache['get']>> = { optionsAt: 2, idempotent: true };
    expectTypeOf(entry).not.toBeAny();
  });

  test('a predicate sees the arguments', () => {
    const entry: OperationSpec<Parameters<Cache['set']>> = { optionsAt: 2, idempotent: ([key]) => key.length > 0 };
    expectTypeOf(entry.idempotent).not.toBeAny();
  });
});

describe('JobQueue', () => {
  interface Jobs {
    'mail.send': { readonly payload: { readonly to: string }; readonly result: { readonly messageId: string } };
    'report.make': { readonly payload: number; readonly result: void };
  }

  test('a name fixes payload and result, also of an interface', () => {
    const use = async (queue: JobQueue<Jobs>): Promise<void> => {
      const added = unwrap(await queue.add('mail.send', { to: 'a@example.com' }, { dedupeId: 'x' }));
      expectTypeOf(added.name).toEqualTypeOf<'mail.send'>();
      expectTypeOf(queue.result(added)).toEqualTypeOf<AsyncResult<{ readonly messageId: string }>>();
      // @ts-expect-error the payload of another job
      unwrap(await queue.add('mail.send', 5));
      // @ts-expect-error no such job
      unwrap(await queue.add('mail.sent', { to: '' }));
      unwrap(await queue.addMany([{ name: 'report.make', payload: 1, priority: 2 }]));
      // @ts-expect-error a payload that does not fit its name
      unwrap(await queue.addMany([{ name: 'report.make', payload: { to: '' } }]));
    };
    expectTypeOf(use).toBeFunction();
  });

  test('a worker handles every name, each with its own types', () => {
    const use = async (queue: JobQueue<Jobs>): Promise<void> => {
      unwrap(
        await queue.process({
          'mail.send': async (payload, run) => {
            expectTypeOf(payload).toEqualTypeOf<{ readonly to: string }>();
            expectTypeOf(run.name).toEqualTypeOf<'mail.send'>();
            return ok({ messageId: '1' });
          },
          'report.make': async () => ok(),
        }),
      );
      // @ts-expect-error a name without a handler
      unwrap(await queue.process({ 'mail.send': async () => ok({ messageId: '1' }) }));
      // @ts-expect-error the result of another job
      unwrap(await queue.process({ 'mail.send': async () => ok(), 'report.make': async () => ok() }));
    };
    expectTypeOf(use).toBeFunction();
  });

  test('the name of a job that was looked up tells the type of its payload', () => {
    const use = (job: Job<Jobs>): void => {
      if (job.name === 'report.make') expectTypeOf(job.payload).toEqualTypeOf<number>();
    };
    expectTypeOf(use).toBeFunction();
  });
});

describe('EventBus', () => {
  interface Events {
    readonly 'order.placed': { readonly orderId: string };
    readonly 'order.paid': { readonly amount: number };
    readonly 'user.gone': string;
  }

  test('a type fixes the data, also of an interface', () => {
    const use = async (bus: EventBus<Events>): Promise<void> => {
      const published = unwrap(await bus.publish('order.placed', { orderId: '1' }, { subject: 'orders/1' }));
      expectTypeOf(published.type).toEqualTypeOf<'order.placed'>();
      // @ts-expect-error the data of another event
      unwrap(await bus.publish('order.placed', { amount: 1 }));
      // @ts-expect-error no such event
      unwrap(await bus.publish('order.lost', {}));
      unwrap(await bus.publishMany([{ type: 'user.gone', data: 'u1', id: 'x' }]));
      // @ts-expect-error data that does not fit its type
      unwrap(await bus.publishMany([{ type: 'user.gone', data: 1 }]));
    };
    expectTypeOf(use).toBeFunction();
  });

  test('a handler gets what its type or pattern is for, and the type tells the data', () => {
    const use = async (bus: EventBus<Events>): Promise<unknown> => {
      const one = await bus.subscribe(
        'user.gone',
        async ({ data }) => {
          expectTypeOf(data).toEqualTypeOf<string>();
          return ok();
        },
        { group: 'g' },
      );
      const some = await bus.subscribe(
        'order.*',
        async (event) => {
          expectTypeOf(event.type).toEqualTypeOf<'order.placed' | 'order.paid'>();
          if (event.type === 'order.paid') expectTypeOf(event.data).toEqualTypeOf<{ readonly amount: number }>();
          return ok();
        },
        { group: 'g', backoff: { type: 'fixed', delayMs: 5 } },
      );
      const all = await bus.subscribe(
        '*',
        async ({ type }) => {
          expectTypeOf(type).toEqualTypeOf<keyof Events>();
          return ok();
        },
        { group: 'g' },
      );
      // @ts-expect-error a handler that answers nothing
      const none = await bus.subscribe('user.gone', async () => undefined, { group: 'g' });
      return [one, some, all, none];
    };
    expectTypeOf(use).toBeFunction();
  });

  test('a dead letter is replayed with data of its type', () => {
    const use = async (bus: EventBus<Events>): Promise<void> => {
      const letter = unwrap(await bus.deadLetters.get('1'));
      if (letter?.type === 'user.gone') unwrap(await bus.deadLetters.replayAs(letter, 'u2'));
      // @ts-expect-error data of another event
      if (letter?.type === 'user.gone') unwrap(await bus.deadLetters.replayAs(letter, 5));
    };
    expectTypeOf(use).toBeFunction();
  });
});
