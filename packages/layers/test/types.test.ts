import {
  ok,
  type AsyncResult,
  type Cache,
  type IoOptions,
  type Lifecycle,
  type ObjectStorage,
  type SignedUrls,
} from '@infra/core';
import { describe, expectTypeOf, test } from 'vitest';
import { cacheSpec, decorate, definePort, storageSpec } from '../src/index.js';

// What compiles and what does not is a promise like any other: every expected error here is one.

interface Door {
  open(key: string, options?: IoOptions): AsyncResult<void>;
  shut(options?: IoOptions): AsyncResult<void>;
  isOpen(): boolean;
}

describe('definePort', () => {
  test('demands an entry for every operation, and none for anything else', () => {
    const open = { optionsAt: 1, idempotent: false } as const;
    const shut = { optionsAt: 0, idempotent: true } as const;
    definePort<Door>('door', { open, shut });
    // @ts-expect-error shut is missing
    definePort<Door>('door', { open });
    // @ts-expect-error a misspelt operation
    definePort<Door>('door', { open, shut, slam: shut });
    // @ts-expect-error a synchronous method is no operation
    definePort<Door>('door', { open, shut, isOpen: shut });
    // @ts-expect-error an operation is no child
    definePort<Door>('door', { open, shut: 'child' });
  });

  test('demands the right entry', () => {
    const shut = { optionsAt: 0, idempotent: true } as const;
    // @ts-expect-error the options of `open` are its second argument
    definePort<Door>('door', { open: { optionsAt: 0, idempotent: false }, shut });
    // @ts-expect-error whether it may be repeated is not said
    definePort<Door>('door', { open: { optionsAt: 1 }, shut });
    // @ts-expect-error a callback is never repeated: there is nothing to say about it
    definePort<Door>('door', { open: { optionsAt: 1, callback: true, idempotent: true }, shut });
    definePort<Door>('door', {
      open: {
        optionsAt: 1,
        idempotent: ([key, options]) => {
          expectTypeOf(key).toEqualTypeOf<string>();
          expectTypeOf(options).toEqualTypeOf<IoOptions | undefined>();
          return true;
        },
      },
      shut,
    });
  });
});

describe('decorate', () => {
  test('keeps the type of the port: generics, native, required features, children, lifecycle', () => {
    interface Client {
      readonly version: number;
    }
    interface RealCache extends Cache, Lifecycle {
      readonly native: Client;
    }
    interface SignedStorage extends ObjectStorage {
      readonly signedUrls: SignedUrls;
    }
    const use = (cache: RealCache, users: Cache<{ readonly name: string }>, storage: SignedStorage): void => {
      expectTypeOf(decorate(cache, cacheSpec)).toEqualTypeOf<RealCache>();
      expectTypeOf(decorate(cache, cacheSpec).native).toEqualTypeOf<Client>();
      expectTypeOf(decorate(users, cacheSpec)).toEqualTypeOf<Cache<{ readonly name: string }>>();
      expectTypeOf(decorate(cache, cacheSpec).namespace<number>('n')).toEqualTypeOf<Cache<number>>();
      expectTypeOf(decorate(storage, storageSpec).signedUrls).toEqualTypeOf<SignedUrls>();
      expectTypeOf(decorate(cache, cacheSpec)[Symbol.asyncDispose]).toBeFunction();
    };
    expectTypeOf(use).toBeFunction();
  });

  test('takes no spec of another port', () => {
    const use = (storage: ObjectStorage): void => {
      // @ts-expect-error a storage is no cache
      decorate(storage, cacheSpec);
      // @ts-expect-error a spec is made by definePort
      decorate(storage, { port: 'storage' });
    };
    expectTypeOf(use).toBeFunction();
  });

  test('takes layers, and nothing else', () => {
    const use = (storage: ObjectStorage): void => {
      decorate(storage, storageSpec, (next) => (call) => next(call));
      // @ts-expect-error a layer answers with a Result
      decorate(storage, storageSpec, () => async () => 'no result');
      decorate(storage, storageSpec, () => async () => ok());
    };
    expectTypeOf(use).toBeFunction();
  });
});
