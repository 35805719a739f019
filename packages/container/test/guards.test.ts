import { describe, expect, test } from 'vitest';
import { unwrap } from '@infra/core';
import { createApp } from '@infra/container';
import { failureOf } from './fakes.js';

describe('guards for plain JavaScript', () => {
  test('a dependency that was not added before fails the start and says what is there', async () => {
    const error = await failureOf(
      createApp()
        .add('cache', () => 1)
        // @ts-expect-error -- there is no `chache`
        .add('users', ({ chache }) => String(chache))
        .start(),
    );
    expect(error).toMatchObject({ code: 'validation', details: { service: 'users', phase: 'make' } });
    expect(error.message).toContain("asks for 'chache', which was not added before it (there: cache)");
  });

  test('what the language asks any object for is no dependency', async () => {
    const app = createApp()
      .add('a', () => 1)
      .add('b', async (services) => services)
      .add('c', (services) => JSON.stringify(services))
      .add('d', (services) => 'z' in services);
    const { b, c, d } = unwrap(await app.start()).services;
    expect([b.a, c, d]).toEqual([1, '{"a":1,"b":{"a":1}}', false]);
  });

  test('bad names and options throw', () => {
    const app = createApp().add('a', () => 1);
    // @ts-expect-error -- the name is taken
    expect(() => app.add('a', () => 2)).toThrow("there is a service named 'a' already");
    // @ts-expect-error -- a name is a string
    expect(() => app.add(1, () => 2)).toThrow('must be a string, not a number');
    // @ts-expect-error -- a name is a string
    expect(() => app.add(Symbol('s'), () => 2)).toThrow('must be a string, not a symbol');
    expect(() => app.add('', () => 2)).toThrow("'' cannot be");
    expect(() => app.add('__proto__', () => 2)).toThrow("'__proto__' cannot be");
    for (const bad of [-1, Number.NaN]) {
      expect(() => createApp({ startDeadlineMs: bad })).toThrow('startDeadlineMs must be');
      expect(() => createApp({ closeDeadlineMs: bad })).toThrow('closeDeadlineMs must be');
      expect(() => createApp({ healthTimeoutMs: bad })).toThrow('healthTimeoutMs must be');
    }
  });

  test('names of Object.prototype are names like any other', async () => {
    const app = unwrap(
      await createApp()
        .add('toString', () => 'mine')
        .add('b', (services) => services.toString)
        .start(),
    );
    expect(app.services.b).toBe('mine');
  });
});
