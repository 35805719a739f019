import { describe, expect, test } from 'vitest';
import { err, InfraError, ok, unwrap, type Result } from '@infra/core';
import { createTestClock } from '@infra/conformance';
import { createApp } from '@infra/container';
import { fake, hanging, settle } from './fakes.js';

const broken = new InfraError({ code: 'conflict', message: 'busy', provider: 'x', operation: 'x.close' });

function errorOf(result: Result<void>): InfraError {
  if (result.ok) throw new Error('it closed');
  return result.error;
}

describe('close', () => {
  test('closes in reverse, once, and is idempotent', async () => {
    const log: string[] = [];
    const app = unwrap(
      await createApp()
        .add('a', () => fake(log, 'a'))
        .add('b', () => fake(log, 'b'))
        .start(),
    );
    log.length = 0;
    const [first, second] = await Promise.all([app.close(), app.close({ deadlineMs: 1 })]);
    expect([first, second, await app.close()]).toEqual([ok(), ok(), ok()]);
    expect(log).toEqual(['close b', 'close a']);
    expect(app.state).toBe('closed');
    expect(app.liveness().status).toBe('down');
  });

  test('goes on past a service that fails or throws, and names each', async () => {
    const log: string[] = [];
    const bug = new Error('oops');
    const app = unwrap(
      await createApp()
        .add('a', () => fake(log, 'a'))
        .add('b', () => fake(log, 'b', { close: async () => err(broken) }))
        .add('c', () => fake(log, 'c', { close: () => Promise.reject(bug) }))
        .start(),
    );
    const error = errorOf(await app.close());
    expect(log.slice(-3)).toEqual(['close c', 'close b', 'close a']);
    expect(error.message).toBe("2 of 3 services did not close: 'c' failed (oops), 'b' failed (busy)");
    expect(error).toMatchObject({ code: 'internal', retryable: false, details: { hanging: [] } });
    expect(error.cause).toBeInstanceOf(AggregateError);
    expect(errorOf(await app.close())).toBe(error);
  });

  test('a service that hangs is named, and leaves the others their reserve', async () => {
    const clock = createTestClock();
    const told: unknown[] = [];
    const closing: (object | undefined)[] = [];
    const app = unwrap(
      await createApp({ clock })
        .add('db', () => fake([], 'db', { close: async (options) => (told.push(options), ok()) }))
        .add('queue', () => fake([], 'queue', { close: hanging((options) => closing.push(options)) }))
        .start(),
    );
    const done = app.close({ deadlineMs: 1_000 });
    await settle();
    // Half of the deadline is shared out: 250 ms are kept for `db`. A service is told nine tenths of what it has.
    expect(closing).toEqual([{ deadlineMs: 675 }]);
    clock.advance(749);
    await settle();
    expect(told).toEqual([]);
    clock.advance(1);
    const error = errorOf(await done);
    expect(told).toEqual([{ deadlineMs: 225 }]);
    expect(error.message).toBe("1 of 2 services did not close: 'queue' hangs");
    expect(error).toMatchObject({ code: 'timeout', details: { hanging: ['queue'] }, cause: { code: 'timeout' } });
    expect(clock.pending).toBe(0);
  });

  test('stays within its deadline when everything hangs', async () => {
    const clock = createTestClock();
    const hang = () => fake([], 'x', { close: hanging() });
    const app = unwrap(await createApp({ clock }).add('a', hang).add('b', hang).add('c', hang).start());
    let error: InfraError | undefined;
    void app.close({ deadlineMs: 600 }).then((result) => (error = errorOf(result)));
    for (let ms = 0; ms < 600; ms += 1) {
      await settle();
      clock.advance(1);
    }
    await settle();
    expect(error?.details).toMatchObject({ hanging: ['c', 'b', 'a'] });
  });

  test('a service that reports for itself within what it was told is not cut off', async () => {
    const clock = createTestClock();
    const app = unwrap(
      await createApp({ clock })
        .add('a', () => ({
          close: ({ deadlineMs = 0 } = {}) =>
            new Promise((resolve) => clock.schedule(deadlineMs, () => resolve(err(broken)))),
        }))
        .start(),
    );
    const done = app.close({ deadlineMs: 100 });
    await settle();
    clock.advance(90);
    expect(errorOf(await done)).toMatchObject({ code: 'conflict', details: { hanging: [] }, cause: { cause: broken } });
  });

  test('a bad deadline keeps nothing open', async () => {
    const log: string[] = [];
    const app = unwrap(
      await createApp()
        .add('a', () => fake(log, 'a'))
        .start(),
    );
    expect(await app.close({ deadlineMs: Number.NaN })).toEqual(ok());
    expect(log).toContain('close a');
  });

  test('without a deadline it waits', async () => {
    const clock = createTestClock();
    const app = unwrap(
      await createApp({ clock })
        .add('a', () => fake([], 'a'))
        .start(),
    );
    const done = app.close({ deadlineMs: Infinity });
    await settle();
    expect(clock.pending).toBe(0);
    expect(await done).toEqual(ok());
  });

  test('works with `await using`, and throws what close() returns', async () => {
    const log: string[] = [];
    {
      await using app = unwrap(
        await createApp()
          .add('a', () => fake(log, 'a'))
          .start(),
      );
      expect(app.state).toBe('ready');
    }
    expect(log.at(-1)).toBe('close a');
    const app = unwrap(
      await createApp()
        .add('a', () => fake(log, 'a', { close: async () => err(broken) }))
        .start(),
    );
    await expect(app[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'conflict', operation: 'container.close' });
  });

  test('an app can be a service of another one', async () => {
    const log: string[] = [];
    const inner = createApp().add('a', () => fake(log, 'a'));
    const outer = unwrap(
      await createApp()
        .add('inner', async () => unwrap(await inner.start()))
        .start(),
    );
    expect(unwrap(await outer.health()).services).toMatchObject({ inner: { status: 'up' } });
    unwrap(await outer.close());
    expect(outer.services.inner.state).toBe('closed');
  });
});
