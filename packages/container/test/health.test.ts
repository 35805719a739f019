import { describe, expect, test } from 'vitest';
import { err, InfraError, ok, unwrap, type AsyncResult, type Health } from '@infra/core';
import { createTestClock } from '@infra/conformance';
import { createApp } from '@infra/container';
import { fake, hanging, settle } from './fakes.js';

const answers = (status: Health['status'], reason?: string) => async (): AsyncResult<Health> =>
  ok({ status, latencyMs: 1, ...(reason === undefined ? undefined : { reason }) });
const service = (health: () => AsyncResult<Health>) => () => fake([], 'x', { health });

describe('health', () => {
  test('is up when all are, with details per service; what has no health() is not asked', async () => {
    const app = unwrap(
      await createApp()
        .add('a', service(answers('up')))
        .add('plain', () => ({}))
        .start(),
    );
    expect(unwrap(await app.health())).toMatchObject({
      status: 'up',
      ready: true,
      state: 'ready',
      services: { a: { status: 'up', latencyMs: 1 } },
    });
    expect(unwrap(await app.health())).not.toHaveProperty('reason');
  });

  test.each([
    ['down', true, 'down', false],
    ['down', false, 'degraded', true],
    ['degraded', true, 'degraded', true],
  ] as const)('one that is %s (critical: %s) makes the app %s', async (status, critical, expected, ready) => {
    const app = unwrap(
      await createApp()
        .add('a', service(answers('up')))
        .add('b', service(answers(status, 'because')), { critical })
        .start(),
    );
    expect(unwrap(await app.health())).toMatchObject({ status: expected, ready, reason: `b is ${status} (because)` });
  });

  test('failing, throwing and answering nonsense are down, with why', async () => {
    const failure = new InfraError({ code: 'forbidden', message: 'no', provider: 'p', operation: 'o' });
    const app = unwrap(
      await createApp()
        .add(
          'fails',
          service(async () => err(failure)),
        )
        .add(
          'throws',
          service(() => Promise.reject(new Error('bug'))),
        )
        .add(
          'odd',
          service(() => Promise.reject('text')),
        )
        .add('nonsense', () => ({ health: () => 'fine' }))
        .start(),
    );
    expect(unwrap(await app.health()).services).toMatchObject({
      fails: { status: 'down', reason: 'forbidden: no' },
      throws: { status: 'down', reason: 'bug' },
      odd: { status: 'down' },
      nonsense: { status: 'down', reason: 'health() did not return a Health' },
    });
  });

  test('asks all at once, gives each its time, and tells the late one to stop', async () => {
    const clock = createTestClock();
    const signals: AbortSignal[] = [];
    const hang = hanging<Health>((options) => {
      if (options !== undefined && 'signal' in options && options.signal instanceof AbortSignal)
        signals.push(options.signal);
    });
    const app = unwrap(
      await createApp({ clock, healthTimeoutMs: 50 })
        .add('a', service(hang))
        .add('b', service(hang))
        .add('c', service(answers('up')))
        .start(),
    );
    const asked = app.health();
    await settle();
    expect(signals).toHaveLength(2);
    clock.advance(50);
    const health = unwrap(await asked);
    expect(health).toMatchObject({
      status: 'down',
      latencyMs: 50,
      services: { a: { reason: 'no answer within 50 ms', latencyMs: 50 }, c: { status: 'up' } },
    });
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    expect(clock.pending).toBe(0);
  });

  test('takes a time-out per call, and a signal', async () => {
    const clock = createTestClock();
    const app = unwrap(await createApp({ clock }).add('a', service(hanging<Health>())).start());
    const short = app.health({ timeoutMs: 5 });
    await settle();
    clock.advance(5);
    expect(unwrap(await short).services['a']?.reason).toBe('no answer within 5 ms');
    const controller = new AbortController();
    const aborted = app.health({ signal: controller.signal });
    controller.abort();
    expect(await aborted).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(clock.pending).toBe(0);
  });

  test('is down while closing, without asking', async () => {
    let asked = 0;
    const app = unwrap(
      await createApp()
        .add(
          'a',
          service(async () => (asked++, ok({ status: 'up', latencyMs: 0 }))),
        )
        .start(),
    );
    const closing = app.close();
    expect(unwrap(await app.health())).toMatchObject({ status: 'down', ready: false, reason: 'the app is closing' });
    unwrap(await closing);
    expect(unwrap(await app.health())).toMatchObject({ state: 'closed' });
    expect(asked).toBe(0);
  });

  test('liveness asks nobody', async () => {
    const clock = createTestClock();
    const app = unwrap(
      await createApp({ clock })
        .add('a', service(answers('down')))
        .start(),
    );
    clock.advance(70);
    expect(app.liveness()).toEqual({ status: 'up', state: 'ready', uptimeMs: 70 });
  });
});
