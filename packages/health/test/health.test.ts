import { createTestClock } from '@infra/conformance';
import { createApp } from '@infra/container';
import { err, InfraError, ok, unwrap, type InfraError as Failure } from '@infra/core';
import { check, createHealth, diskCheck, eventLoopCheck, memoryCheck } from '@infra/health';
import { describe, expect, test } from 'vitest';
import { backend, never, says, settle, up } from './fakes.js';

describe('readiness', () => {
  test('is down when a critical check is, degraded for any other trouble, and says why', async () => {
    const list = (critical: boolean) => [
      check('cache', up()),
      check('mail', says({ status: 'down', reason: 'no route' }), { critical }),
      check('search', says({ status: 'degraded', reason: 'one of two replicas' })),
    ];
    const down = unwrap(await createHealth({ checks: list(true) }).readiness());
    expect(down).toMatchObject({
      status: 'down',
      state: 'running',
      reason: 'mail is down (no route); search is degraded (one of two replicas)',
      checks: { cache: { status: 'up', critical: true }, mail: { status: 'down', reason: 'no route' } },
    });
    expect(unwrap(await createHealth({ checks: list(false) }).readiness()).status).toBe('degraded');
    expect(unwrap(await createHealth().health())).toMatchObject({ status: 'up', checks: {} });
  });

  test('a hung check is down at its time-out, its signal aborts, and the others are not held up for longer', async () => {
    const clock = createTestClock();
    const hung = never();
    const health = createHealth({ clock, checks: [check('db', hung, { timeoutMs: 250 }), check('cache', up())] });
    const asked = health.readiness();
    await settle();
    clock.advance(249);
    await settle();
    expect(hung.signals[0]?.aborted).toBe(false);
    clock.advance(1);
    const report = unwrap(await asked);
    expect(report.checks).toMatchObject({
      db: { status: 'down', reason: 'no answer within 250 ms', latencyMs: 250 },
      cache: { status: 'up' },
    });
    expect(hung.signals[0]?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('at most three calls of a check hang; after ten time-outs it is asked again', async () => {
    const clock = createTestClock();
    const hung = never();
    const health = createHealth({ clock, timeoutMs: 100, cacheMs: 0, checks: [check('db', hung)] });
    const ask = async () => {
      const asked = health.readiness();
      await settle();
      clock.advance(100);
      return unwrap(await asked).checks['db']?.reason;
    };
    for (let run = 0; run < 3; run += 1) expect(await ask()).toBe('no answer within 100 ms');
    expect(await ask()).toBe('not asked: 3 earlier calls have not returned');
    expect(hung.calls).toBe(3);
    clock.advance(1_000);
    await ask();
    expect(hung.calls).toBe(4);
  });

  test('a late answer makes room again', async () => {
    const clock = createTestClock();
    const late: (() => void)[] = [];
    const slow = backend(() => new Promise((resolve) => late.push(() => resolve(ok({ status: 'up', latencyMs: 1 })))));
    const health = createHealth({ clock, timeoutMs: 100, cacheMs: 0, checks: [check('db', slow)] });
    for (let run = 0; run < 5; run += 1) {
      const asked = health.readiness();
      await settle();
      clock.advance(100);
      unwrap(await asked);
      late.pop()?.();
      await settle();
    }
    expect(slow.calls).toBe(5);
  });

  test('1,000 concurrent probes run each check once, and its answer is good for the time it was given', async () => {
    const clock = createTestClock();
    const [cache, db] = [up(), says({ status: 'down', reason: 'refused' })];
    const health = createHealth({ clock, checks: [check('cache', cache), check('db', db, { cacheMs: 500 })] });
    const reports = await Promise.all(Array.from({ length: 1_000 }, () => health.readiness()));
    expect(reports.every((report) => unwrap(report).status === 'down')).toBe(true);
    expect([cache.calls, db.calls]).toEqual([1, 1]);
    clock.advance(499);
    unwrap(await health.readiness());
    expect([cache.calls, db.calls]).toEqual([1, 1]);
    clock.advance(1);
    unwrap(await health.readiness());
    expect([cache.calls, db.calls]).toEqual([1, 2]);
    clock.advance(1_500);
    unwrap(await health.readiness());
    expect([cache.calls, db.calls]).toEqual([2, 3]);
  });

  test('the wall clock may jump: what counts is time that passed', async () => {
    const clock = createTestClock();
    const cache = up();
    const health = createHealth({ clock, checks: [check('cache', cache)] });
    unwrap(await health.readiness());
    clock.setNow(new Date('2030-01-01T00:00:00Z'));
    unwrap(await health.readiness());
    clock.setNow(new Date('2020-01-01T00:00:00Z'));
    unwrap(await health.readiness());
    expect(cache.calls).toBe(1);
  });

  test('whoever aborts its probe gets `cancelled`; the others get their answer', async () => {
    let release = (): void => undefined;
    const slow = backend(() => new Promise((resolve) => (release = () => resolve(ok({ status: 'up', latencyMs: 1 })))));
    const health = createHealth({ checks: [check('db', slow)] });
    const stop = new AbortController();
    const [impatient, patient] = [health.readiness({ signal: stop.signal }), health.readiness()];
    await settle();
    stop.abort();
    expect(await impatient).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    release();
    expect(unwrap(await patient).status).toBe('up');
    expect(await health.readiness({ signal: stop.signal })).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });

  test.each<[string, () => Promise<never>]>([
    [
      'throws',
      () => {
        throw new Error('boom postgres://app:hunter2@db/x');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('token=hunter2'))],
    ['rejects with no error', () => Promise.reject('hunter2')],
    ['answers nonsense', () => Promise.resolve(undefined) as Promise<never>],
    ['answers no Health', () => Promise.resolve(ok({ status: 'hunter2' })) as Promise<never>],
    [
      'answers with a throwing getter',
      () =>
        Promise.resolve(
          ok({
            get status() {
              throw new Error('hunter2');
            },
          }),
        ) as Promise<never>,
    ],
  ])('a check that %s is down, and its reason tells nothing', async (_, answer) => {
    const told: Failure[] = [];
    const health = createHealth({ checks: [check('db', backend(answer))], onError: (error) => told.push(error) });
    const report = unwrap(await health.readiness());
    expect(report.checks['db']).toMatchObject({ status: 'down', reason: expect.any(String) });
    expect(JSON.stringify(report)).not.toContain('hunter2');
    expect(told.length).toBeLessThanOrEqual(1);
  });

  test('reasons and details never carry secrets, and are bounded', async () => {
    const secret = 'redis://app:hunter2@cache:6379';
    const refused = new InfraError({ code: 'unavailable', message: `no ${secret}`, provider: 'redis', operation: 'x' });
    const details: Record<string, unknown> = { password: 'hunter2', url: secret, big: 10n };
    details['self'] = details;
    const health = createHealth({
      checks: [
        check(
          'a',
          backend(async () => err(refused)),
        ),
        check('b', says({ status: 'degraded', reason: `slow: ${secret} ${'x'.repeat(10_000)}`, details })),
      ],
    });
    const report = unwrap(await health.readiness());
    expect(JSON.stringify(report)).not.toContain('hunter2');
    expect(report.checks['a']?.reason).toBe('unavailable: no redis://app:[redacted]@cache:6379');
    expect(report.checks['b']?.reason?.length).toBeLessThanOrEqual(300);
  });

  test('an onError that throws changes nothing', async () => {
    const health = createHealth({
      checks: [
        check(
          'db',
          backend(() => Promise.reject(new Error('x'))),
        ),
      ],
      onError: () => {
        throw new Error('y');
      },
    });
    expect(unwrap(await health.readiness()).status).toBe('down');
  });
});

describe('liveness', () => {
  test('checks no dependency', async () => {
    const db = never();
    const health = createHealth({ checks: [check('db', db)], liveness: [memoryCheck(), eventLoopCheck()] });
    const report = unwrap(await health.liveness());
    expect(report).toMatchObject({
      status: 'up',
      checks: { memory: { status: 'up' }, 'event-loop': { status: 'up' } },
    });
    expect(db.calls).toBe(0);
    unwrap(await health.close());
    // @ts-expect-error a check of a dependency
    expect(() => createHealth({ liveness: [check('db', db)] })).toThrow('asks a dependency');
    // @ts-expect-error a file system may hang
    expect(() => createHealth({ liveness: [diskCheck({ path: '/' })] })).toThrow('asks a dependency');
  });

  test('stays up while the process drains', async () => {
    const health = createHealth();
    unwrap(await health.drain(0));
    expect(unwrap(await health.liveness())).toMatchObject({ status: 'up', state: 'stopping' });
  });
});

describe('startup', () => {
  test('is down until the checks passed once, and then up for good', async () => {
    const clock = createTestClock();
    let status: 'up' | 'down' = 'down';
    const db = backend(async () => ok({ status, latencyMs: 1 }));
    const health = createHealth({ clock, checks: [check('db', db)] });
    expect(unwrap(await health.startup()).status).toBe('down');
    status = 'up';
    clock.advance(2_000);
    expect(unwrap(await health.startup()).status).toBe('up');
    status = 'down';
    clock.advance(2_000);
    expect(unwrap(await health.startup()).status).toBe('up');
    expect(unwrap(await health.readiness()).status).toBe('down');
  });

  test('has checks of its own where it is given some', async () => {
    const health = createHealth({ checks: [check('a', up())], startup: [check('b', says({ status: 'down' }))] });
    expect(Object.keys(unwrap(await health.startup()).checks)).toEqual(['b']);
  });
});

describe('shutdown', () => {
  test('readiness fails first and asks nobody; then the delay', async () => {
    const clock = createTestClock();
    const cache = up();
    const health = createHealth({ clock, checks: [check('cache', cache)] });
    unwrap(await health.readiness());
    let isOver = false;
    const drained = health.drain(5_000).then((result) => {
      isOver = result.ok;
    });
    expect(unwrap(await health.readiness())).toMatchObject({
      status: 'down',
      state: 'stopping',
      reason: 'shutting down',
    });
    expect(cache.calls).toBe(1);
    clock.advance(4_999);
    await settle();
    expect(isOver).toBe(false);
    clock.advance(1);
    await drained;
    expect(isOver).toBe(true);
  });

  test('a probe that was under way when it began does not say ready', async () => {
    let release = (): void => undefined;
    const slow = backend(() => new Promise((resolve) => (release = () => resolve(ok({ status: 'up', latencyMs: 1 })))));
    const health = createHealth({ checks: [check('db', slow)] });
    const asked = health.readiness();
    await settle();
    unwrap(await health.drain(0));
    release();
    expect(unwrap(await asked)).toMatchObject({ status: 'down', state: 'stopping' });
  });

  test('aborting ends the wait, not the state', async () => {
    const clock = createTestClock();
    const health = createHealth({ clock });
    const stop = new AbortController();
    const drained = health.drain(1_000, { signal: stop.signal });
    stop.abort();
    expect(await drained).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect([health.state, clock.pending]).toEqual(['stopping', 0]);
  });

  test('close ends a wait and hung checks, and everything is down afterwards; twice is once', async () => {
    const clock = createTestClock();
    const hung = never();
    const health = createHealth({ clock, checks: [check('db', hung)], liveness: [eventLoopCheck()] });
    const asked = health.readiness();
    const drained = health.drain(60_000);
    await settle();
    unwrap(await health.close());
    unwrap(await health.close());
    unwrap(await drained);
    expect(unwrap(await asked).status).toBe('down');
    expect(hung.signals[0]?.aborted).toBe(true);
    for (const ask of [health.liveness, health.readiness, health.startup]) {
      expect(unwrap(await ask())).toMatchObject({ status: 'down', state: 'closed' });
    }
    expect(clock.pending).toBe(0);
  });

  test('whoever cannot say whether the process stops is not sent work', async () => {
    const health = createHealth({
      stopping: () => {
        throw new Error('x');
      },
    });
    expect(unwrap(await health.readiness()).status).toBe('down');
  });
});

test('an app of @infra/container is one check, and its drain shows at once', async () => {
  const app = unwrap(
    await createApp()
      .add('cache', () => up())
      .add('mail', () => says({ status: 'down', reason: 'no route' }), { critical: false })
      .start(),
  );
  const health = createHealth({ checks: [check('app', app)], stopping: () => app.state !== 'ready' });
  expect(unwrap(await health.readiness())).toMatchObject({
    status: 'degraded',
    checks: { app: { status: 'degraded', reason: 'mail is down (no route)' } },
  });
  unwrap(await app.close());
  // Within the two seconds for which the answer would have been good.
  expect(unwrap(await health.readiness())).toMatchObject({ status: 'down', state: 'stopping' });
});

test('bad options are refused by name', () => {
  expect(() => createHealth({ timeoutMs: 0 })).toThrow('timeoutMs must be a number of at least 1, not 0.');
  expect(() => createHealth({ cacheMs: Number.NaN })).toThrow('cacheMs');
  expect(() => createHealth({ checks: [check('a', up(), { timeoutMs: -1 })] })).toThrow('timeoutMs');
  expect(() => createHealth({ checks: [check('a', up()), check('a', up())] })).toThrow('Two checks are named "a".');
  expect(() => check('', up())).toThrow('needs a name');
  // @ts-expect-error no health()
  expect(() => check('a', {})).toThrow('has no health()');
});
