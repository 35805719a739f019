import { afterEach, describe, expect, test, vi } from 'vitest';
import { ok, unwrap, type InfraError, type Result } from '@infra/core';
import { createTestClock } from '@infra/conformance';
import { createApp } from '@infra/container';
import { fake, FakeProcess, hanging, settle } from './fakes.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('shutdownOn', () => {
  test('not ready, drain, close, exit 0, and no listeners left', async () => {
    const log: string[] = [];
    const clock = createTestClock();
    const source = new FakeProcess();
    const app = unwrap(
      await createApp({ clock })
        .add('a', () => fake(log, 'a'))
        .start(),
    );
    const closed: [Result<void>, string][] = [];
    app.shutdownOn(undefined, {
      drainMs: 500,
      process: source,
      onSignal: (signal) => log.push(signal),
      onClosed: (result, signal) => closed.push([result, signal]),
    });
    expect([source.listenerCount('SIGTERM'), source.listenerCount('SIGINT')]).toEqual([1, 1]);
    source.emit('SIGTERM', 'SIGTERM');
    expect(app.state).toBe('draining');
    expect(unwrap(await app.health())).toMatchObject({ ready: false, reason: 'the app is draining' });
    expect(app.liveness().status).toBe('up');
    clock.advance(499);
    await settle();
    expect(log).toEqual(['make a', 'start a', 'SIGTERM']);
    clock.advance(1);
    await settle();
    expect(log.at(-1)).toBe('close a');
    expect(closed).toEqual([[ok(), 'SIGTERM']]);
    expect(source.exits).toEqual([0]);
    expect(source.eventNames()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('a second signal ends the process at once', async () => {
    const source = new FakeProcess();
    const app = unwrap(
      await createApp({ clock: createTestClock() })
        .add('a', () => fake([], 'a', { close: hanging() }))
        .start(),
    );
    app.shutdownOn(['SIGINT', 'SIGTERM', 'SIGINT'], { process: source });
    expect(source.listenerCount('SIGINT')).toBe(1);
    source.emit('SIGINT', 'SIGINT');
    await settle();
    expect(source.exits).toEqual([]);
    source.emit('SIGTERM', 'SIGTERM');
    source.emit('SIGINT', 'SIGINT');
    expect(source.exits).toEqual([143, 130]);
  });

  test('what hangs is named on stderr, and the process ends with 1', async () => {
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => (written.push(String(text)), true));
    const clock = createTestClock();
    const source = new FakeProcess();
    const app = unwrap(
      await createApp({ clock })
        .add('queue', () => fake([], 'queue', { close: hanging() }))
        .start(),
    );
    app.shutdownOn(['SIGTERM'], { process: source, deadlineMs: 40 });
    source.emit('SIGTERM', 'SIGTERM');
    await settle();
    clock.advance(40);
    await settle();
    expect(written).toEqual(["SIGTERM: 1 of 1 services did not close: 'queue' hangs\n"]);
    expect(source.exits).toEqual([1]);
    expect(source.eventNames()).toEqual([]);
  });

  test('closing by hand ends the drain and leaves no listener', async () => {
    const clock = createTestClock();
    const source = new FakeProcess();
    const app = unwrap(
      await createApp({ clock })
        .add('a', () => fake([], 'a'))
        .start(),
    );
    app.shutdownOn(['SIGTERM'], { process: source, drainMs: 60_000, exit: false });
    source.emit('SIGTERM', 'SIGTERM');
    expect(await app.close()).toEqual(ok());
    await settle();
    expect(clock.pending).toBe(0);
    expect(source.exits).toEqual([]);
    expect(source.eventNames()).toEqual([]);
    app.shutdownOn(['SIGTERM'], { process: source });
    expect(source.eventNames()).toEqual([]);
  });

  test('can be stopped, and refuses bad options', async () => {
    const source = new FakeProcess();
    const app = unwrap(
      await createApp()
        .add('a', () => fake([], 'a'))
        .start(),
    );
    const stop = app.shutdownOn(['SIGTERM'], { process: source });
    stop();
    stop();
    expect(source.eventNames()).toEqual([]);
    const caught = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    };
    const bad: Partial<InfraError> = { code: 'validation', operation: 'container.shutdownOn' };
    expect(caught(() => app.shutdownOn(['SIGTERM'], { drainMs: -1, process: source }))).toMatchObject(bad);
    expect(caught(() => app.shutdownOn(['SIGTERM'], { deadlineMs: Number.NaN, process: source }))).toMatchObject(bad);
    expect(source.eventNames()).toEqual([]);
  });

  test('listens to the process by default', async () => {
    const before = process.listenerCount('SIGTERM');
    const app = unwrap(
      await createApp()
        .add('a', () => fake([], 'a'))
        .start(),
    );
    app.shutdownOn(['SIGTERM'], { exit: false });
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    unwrap(await app.close());
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
