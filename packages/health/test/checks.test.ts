import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestClock } from '@infra/conformance';
import { unwrap, type Health } from '@infra/core';
import { cpuCheck, createHealth, diskCheck, eventLoopCheck, memoryCheck, type Check } from '@infra/health';
import { describe, expect, test } from 'vitest';

const ask = async ({ target }: Check): Promise<Health> => unwrap(await target.health());

describe('memory', () => {
  test.each([
    [80, 'up', undefined],
    [95, 'degraded', 'memory is 95 of 100 bytes'],
    [101, 'down', 'memory is 101 of 100 bytes'],
  ])('%d of 100 bytes is %s', async (rss, status, reason) => {
    const health = await ask(
      memoryCheck({ maxRssBytes: 100, maxHeapBytes: 1_000, usage: () => ({ rss, heapUsed: 1 }) }),
    );
    expect([health.status, health.reason]).toEqual([status, reason]);
  });

  test('this process has room, and not within one byte', async () => {
    expect((await ask(memoryCheck())).status).toBe('up');
    expect((await ask(memoryCheck({ maxHeapBytes: 1 }))).status).toBe('down');
  });
});

describe('CPU', () => {
  test('is what was used since the last look', async () => {
    const clock = createTestClock();
    let user = 0;
    const cpu = cpuCheck({ clock, maxCores: 0.5, usage: () => ({ user, system: 0 }) });
    clock.advance(1_000);
    user = 400_000;
    expect(await ask(cpu)).toMatchObject({ status: 'up', details: { cores: 0.4 } });
    clock.advance(1_000);
    user = 1_400_000;
    expect(await ask(cpu)).toMatchObject({ status: 'down', reason: 'CPU is 1 of 0.5 cores' });
    // Too short to say anything new.
    clock.advance(50);
    expect(await ask(cpu)).toMatchObject({ status: 'down' });
    clock.advance(950);
    expect(await ask(cpu)).toMatchObject({ status: 'up', details: { cores: 0 } });
  });

  test('of this process is a number', async () => {
    expect(await ask(cpuCheck({ maxCores: 1_000 }))).toMatchObject({
      status: 'up',
      details: { cores: expect.any(Number) },
    });
  });
});

describe('event loop', () => {
  test('a blocked loop is seen, once, and close stops measuring', async () => {
    const loop = eventLoopCheck({ maxDelayMs: 100 });
    expect(await ask(loop)).toMatchObject({ status: 'up', details: { p99Ms: 0, maxMs: 0 } });
    // The monitor needs a tick before and after.
    await sleep(60);
    const until = performance.now() + 400;
    while (performance.now() < until);
    await sleep(60);
    const blocked = await ask(loop);
    expect(blocked.status).toBe('down');
    expect(blocked.details?.['maxMs']).toBeGreaterThan(250);
    loop.close?.();
    expect(await ask(loop)).toMatchObject({ status: 'up', details: { p99Ms: 0 } });
    loop.close?.();
  });
});

describe('disk', () => {
  test('this one has a byte left, and no exabyte', async () => {
    const path = tmpdir();
    expect(await ask(diskCheck({ path, minFreeBytes: 1, minFreeRatio: 0 }))).toMatchObject({ status: 'up' });
    expect(await ask(diskCheck({ path, minFreeBytes: 2 ** 53 - 1 }))).toMatchObject({ status: 'down' });
    expect(await ask(diskCheck({ path, minFreeBytes: 1, minFreeRatio: 1 }))).toMatchObject({ status: 'degraded' });
  });

  test('a path that is not there is down, and its name stays here', async () => {
    const health = createHealth({ checks: [diskCheck({ path: '/nowhere/hunter2' })] });
    const { checks } = unwrap(await health.readiness());
    expect(checks['disk']).toMatchObject({
      status: 'down',
      reason: 'unavailable: the file system could not be asked (ENOENT)',
    });
  });
});

test('bad limits are refused', () => {
  expect(() => memoryCheck({ maxRssBytes: 0 })).toThrow('maxRssBytes');
  expect(() => cpuCheck({ maxCores: 0 })).toThrow('maxCores');
  expect(() => eventLoopCheck({ maxDelayMs: 0 })).toThrow('maxDelayMs');
  expect(() => diskCheck({ path: '/', minFreeRatio: 2 })).toThrow('minFreeRatio must be a number from 0 to 1, not 2.');
});
