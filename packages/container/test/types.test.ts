import { expect, expectTypeOf, test } from 'vitest';
import { ok, type AsyncResult, type HealthCheck, type Lifecycle, type Result } from '@infra/core';
import { createApp, type App } from '@infra/container';

interface Users {
  find(id: string): AsyncResult<string | undefined>;
}

const users: Users = { find: async () => ok(undefined) };

test('services are typed by what was added before', () => {
  const builder = createApp()
    .add('port', () => 4400)
    .add('users', async ({ port }) => {
      expectTypeOf(port).toEqualTypeOf<number>();
      return users;
    })
    .add('routes', (services) => {
      expectTypeOf(services).toHaveProperty('users').toEqualTypeOf<Users>();
      // @ts-expect-error -- services are read-only
      expectTypeOf((services.port = 1)).toBeNumber();
      return [services.users];
    });
  expectTypeOf(builder.start).returns.resolves.toExtend<Result<App<{ port: number; users: Users; routes: Users[] }>>>();
});

test('an app is itself a HealthCheck and a Lifecycle', () => {
  expectTypeOf<App<unknown>>().toExtend<HealthCheck & Lifecycle>();
});

test('what is wrong does not compile', () => {
  const builder = createApp().add('cache', () => 1);
  const longer = builder.add('b', () => 2).add('c', () => 3);
  const name: string = 'anything';
  const either = 'a' as 'a' | 'b';
  const wrong = [
    // @ts-expect-error -- the name is taken
    () => builder.add('cache', () => 2),
    // @ts-expect-error -- taken further down the chain
    () => longer.add('b', () => 4),
    // @ts-expect-error -- `queue` is added later
    () => builder.add('users', ({ queue }) => typeof queue).add('queue', () => 1),
    // @ts-expect-error -- nothing was added before the first
    () => createApp().add('first', ({ cache }) => typeof cache),
    // @ts-expect-error -- a number is no name
    () => builder.add(1, () => 2),
    // @ts-expect-error -- a symbol is no name
    () => builder.add(Symbol('s'), () => 2),
    // @ts-expect-error -- a name that is not known at compile time would promise every name
    () => builder.add(name, () => 2),
    // @ts-expect-error -- two names would promise two services
    () => builder.add(either, () => 2),
    // @ts-expect-error -- this `start` is not the app's to call
    () => builder.add('runs', () => ({ start: (scenario: string) => scenario })),
    // @ts-expect-error -- nor is this `close`, made by an asynchronous factory
    () => builder.add('files', async () => ({ close: (file: number, force?: boolean) => [file, force] })),
  ];
  expect(wrong).toHaveLength(10);
});

test('many services stay cheap for the compiler', () => {
  const builder = createApp()
    .add('s0', () => 0)
    .add('s1', ({ s0 }) => s0)
    .add('s2', ({ s1 }) => s1)
    .add('s3', ({ s2 }) => s2)
    .add('s4', ({ s3 }) => s3)
    .add('s5', ({ s4 }) => s4)
    .add('s6', ({ s5 }) => s5)
    .add('s7', ({ s6 }) => s6)
    .add('s8', ({ s7 }) => s7)
    .add('s9', ({ s8 }) => s8)
    .add('t0', ({ s9 }) => s9)
    .add('t1', ({ t0 }) => t0)
    .add('t2', ({ t1 }) => t1)
    .add('t3', ({ t2 }) => t2)
    .add('t4', ({ t3 }) => t3)
    .add('t5', ({ t4 }) => t4)
    .add('t6', ({ t5 }) => t5)
    .add('t7', ({ t6 }) => t6)
    .add('t8', ({ t7 }) => t7)
    .add('t9', ({ t8 }) => t8)
    .add('u0', ({ t9 }) => t9)
    .add('u1', ({ u0 }) => u0)
    .add('u2', ({ u1 }) => u1)
    .add('u3', ({ u2 }) => u2)
    .add('u4', ({ u3 }) => u3)
    .add('u5', ({ u4 }) => u4)
    .add('u6', ({ u5 }) => u5)
    .add('u7', ({ u6 }) => u6)
    .add('u8', ({ u7 }) => u7)
    .add('u9', ({ u8 }) => u8)
    .add('v0', ({ u9 }) => u9)
    .add('v1', ({ v0, s0 }) => v0 + s0);
  expectTypeOf(builder.add).parameter(0).not.toBeAny();
});

test('services that fit compile, whatever else they are', () => {
  const builder = createApp()
    .add('optional', () => ({ start: (retries?: number) => retries, close: async () => undefined }))
    .add('data', () => ({ start: 3, health: 'good' }))
    .add('maybe', (): Users | undefined => users)
    .add('any', (): Users & { readonly close?: () => void } => users);
  expectTypeOf(builder.start).toBeFunction();
});
