import { describe, expect, test } from 'vitest';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { createTestClock } from '@infra/conformance';
import { createApp } from '@infra/container';
import { failureOf, fake, hanging, settle } from './fakes.js';

const refused = new InfraError({ code: 'unavailable', message: 'refused', provider: 'pg', operation: 'pg.connect' });

describe('start', () => {
  test('makes and starts in the order of insertion, each service before the next one is made', async () => {
    const log: string[] = [];
    const app = unwrap(
      await createApp()
        .add('a', () => fake(log, 'a'))
        .add('b', async ({ a }) => fake(log, `b after ${a.name}`))
        .add('c', ({ a, b }) => `${a.name}, ${b.name}`)
        .start(),
    );
    expect(log).toEqual(['make a', 'start a', 'make b after a', 'start b after a']);
    expect(app.services.c).toBe('a, b after a');
    expect(app.state).toBe('ready');
    expect(Object.isFrozen(app.services)).toBe(true);
  });

  test('does nothing before start, and every start makes an app of its own', async () => {
    const log: string[] = [];
    const base = createApp().add('a', () => fake(log, 'a'));
    const other = base.add('b', () => fake(log, 'b'));
    expect(log).toEqual([]);
    const first = unwrap(await base.start());
    const second = unwrap(await other.start());
    expect(Object.keys(first.services)).toEqual(['a']);
    expect(Object.keys(second.services)).toEqual(['a', 'b']);
    expect(second.services.a).not.toBe(first.services.a);
  });

  test.each([
    [
      'throws',
      () => {
        throw refused;
      },
    ],
    ['rejects', () => Promise.reject(refused)],
  ] as const)('closes what had started, in reverse, when a factory %s', async (_how, make) => {
    const log: string[] = [];
    const error = await failureOf(
      createApp()
        .add('a', () => fake(log, 'a'))
        .add('b', () => fake(log, 'b'))
        .add('broken', (): string | Promise<string> => make())
        .add('never', () => fake(log, 'never'))
        .start(),
    );
    expect(log).toEqual(['make a', 'start a', 'make b', 'start b', 'close b', 'close a']);
    expect(error).toMatchObject({
      code: 'unavailable',
      retryable: true,
      provider: 'container',
      operation: 'container.start',
    });
    expect(error.message).toBe("the service 'broken' did not start: refused");
    expect(error.details).toEqual({ service: 'broken', phase: 'make' });
    expect(error.cause).toBe(refused);
  });

  test('closes the service whose start() fails, too', async () => {
    const log: string[] = [];
    const error = await failureOf(
      createApp()
        .add('a', () => fake(log, 'a'))
        .add('b', () => fake(log, 'b', { start: async () => err(refused) }))
        .start(),
    );
    expect(log).toEqual(['make a', 'start a', 'make b', 'start b', 'close b', 'close a']);
    expect(error.details).toEqual({ service: 'b', phase: 'start' });
    expect(error.cause).toBe(refused);
  });

  test('takes a start() that throws for a failure, and what is no InfraError for internal', async () => {
    const bug = new TypeError('x is not a function');
    const error = await failureOf(
      createApp()
        .add('a', () => fake([], 'a', { start: () => Promise.reject(bug) }))
        .start(),
    );
    expect(error).toMatchObject({ code: 'internal', retryable: false, cause: bug });
    expect(
      await failureOf(
        createApp()
          .add('a', () => Promise.reject('text'))
          .start(),
      ),
    ).toMatchObject({
      message: "the service 'a' did not start: text",
    });
  });

  test('keeps what failed to close after the failure, and reports it', async () => {
    const reported: InfraError[] = [];
    const error = await failureOf(
      createApp({ onError: (error) => reported.push(error) })
        .add('a', () => fake([], 'a', { close: async () => err(refused) }))
        .add('broken', () => Promise.reject(new Error('no')))
        .start(),
    );
    expect(error.message).toBe("the service 'broken' did not start: no; afterwards 'a' failed (refused)");
    expect(error.details).toMatchObject({ service: 'broken', closeFailures: [{ service: 'a', hangs: false }] });
    expect(reported.map(({ code, cause }) => [code, cause])).toEqual([['unavailable', refused]]);
  });

  test('gives up on a factory that hangs, and closes what it makes after all', async () => {
    const log: string[] = [];
    const clock = createTestClock();
    let finish: (() => void) | undefined;
    const starting = failureOf(
      createApp({ clock, startDeadlineMs: 100 })
        .add('a', () => fake(log, 'a'))
        .add('slow', () => new Promise((resolve) => (finish = () => resolve(fake(log, 'slow')))))
        .start(),
    );
    await settle();
    clock.advance(99);
    await settle();
    expect(log).toEqual(['make a', 'start a']);
    clock.advance(1);
    const error = await starting;
    expect(error).toMatchObject({ code: 'timeout', details: { service: 'slow', phase: 'make' } });
    expect(error.message).toBe("the service 'slow' did not start within 100 ms: its factory hangs");
    expect(log.at(-1)).toBe('close a');
    finish?.();
    await settle();
    expect(log.slice(-2)).toEqual(['make slow', 'close slow']);
    expect(clock.pending).toBe(0);
  });

  test('reports what a factory that was given up throws later', async () => {
    const reported: InfraError[] = [];
    const clock = createTestClock();
    let fail: (() => void) | undefined;
    const starting = failureOf(
      createApp({ clock, onError: (error) => reported.push(error) })
        .add('slow', () => new Promise((_, reject) => (fail = () => reject(refused))))
        .start(),
    );
    await settle();
    clock.advance(30_000);
    await starting;
    fail?.();
    await settle();
    expect(reported).toMatchObject([{ code: 'unavailable', cause: refused }]);
  });

  test('gives up on a start() that hangs, within one deadline for factory and start()', async () => {
    const log: string[] = [];
    const clock = createTestClock();
    const starting = failureOf(
      createApp({ clock, startDeadlineMs: 100 })
        .add('slow', async () => {
          clock.advance(60);
          return fake(log, 'slow', { start: hanging() });
        })
        .start(),
    );
    await settle();
    clock.advance(40);
    expect((await starting).message).toBe("the service 'slow' did not start within 100 ms: its start() hangs");
    expect(log).toEqual(['make slow', 'start slow', 'close slow']);
  });

  test('a signal cancels the start, and is handed to start()', async () => {
    const log: string[] = [];
    const controller = new AbortController();
    const seen: (object | undefined)[] = [];
    const starting = failureOf(
      createApp()
        .add('a', () => fake(log, 'a'))
        .add('b', () => fake(log, 'b', { start: hanging((options) => seen.push(options)) }))
        .start({ signal: controller.signal }),
    );
    await settle();
    controller.abort(new Error('enough'));
    expect(await starting).toMatchObject({ code: 'cancelled', details: { service: 'b' } });
    expect(seen).toEqual([{ signal: controller.signal }]);
    expect(log.slice(-2)).toEqual(['close b', 'close a']);
    const aborted = await failureOf(
      createApp()
        .add('a', () => fake(log, 'again'))
        .start({ signal: AbortSignal.abort() }),
    );
    expect(aborted.code).toBe('cancelled');
    expect(log).not.toContain('make again');
  });

  test('calls an alias of a service nothing twice', async () => {
    const log: string[] = [];
    const app = unwrap(
      await createApp()
        .add('a', () => fake(log, 'a'))
        .add('b', () => fake(log, 'b'))
        .add('alias', ({ a }) => a)
        .start(),
    );
    expect(app.services.alias).toBe(app.services.a);
    unwrap(await app.close());
    expect(log).toEqual(['make a', 'start a', 'make b', 'start b', 'close b', 'close a']);
  });

  test('takes services without any lifecycle', async () => {
    const app = unwrap(
      await createApp()
        .add('nothing', () => undefined)
        .add('nil', () => null)
        .add('number', () => 7)
        .add('function', () => () => ok())
        .start(),
    );
    expect(app.services.number).toBe(7);
    expect(await app.close()).toEqual(ok());
  });
});
