import { createTestClock } from '@infra/conformance';
import { ok, unwrap, type JobType } from '@infra/core';
import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Heap } from '../src/heap.js';
import { createMemoryQueue, type MemoryQueue } from '../src/index.js';

const HOUR_MS = 3_600_000;

interface Jobs {
  readonly work: JobType;
}

async function settled(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await turn();
}

test('a heap gives the least first, whatever is put in when', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })), (steps) => {
      const heap = new Heap<number>((a, b) => a < b);
      const model: number[] = [];
      for (const step of steps) {
        if (step === undefined) {
          model.sort((a, b) => a - b);
          expect(heap.pop()).toBe(model.shift());
        } else {
          heap.push(step);
          model.push(step);
        }
        expect(heap.peek()).toBe(model.length === 0 ? undefined : Math.min(...model));
      }
    }),
  );
});

test('options that make no sense are refused', () => {
  const invalid = expect.objectContaining({ code: 'validation' });
  const options = [{ name: '' }, { keepCompleted: -1 }, { keepCompleted: 1.5 }, { maxCrashes: Number.NaN }];
  for (const wrong of options) expect(() => createMemoryQueue<Jobs>(wrong)).toThrow(invalid);
});

describe('time', () => {
  test('10,000 delayed jobs run in the order of their times, none early', async () => {
    const clock = createTestClock();
    await using queue = createMemoryQueue<Jobs>({ clock, keepCompleted: 0 });
    const delays = Array.from({ length: 10_000 }, (_, index) => 1 + ((index * 7_919) % 10_007));
    unwrap(await queue.addMany(delays.map((delayMs) => ({ name: 'work', payload: delayMs, delayMs }))));
    const seen: number[] = [];
    let early = 0;
    unwrap(
      await queue.process(
        {
          work: async (delayMs) => {
            if (clock.monotonicMs() < Number(delayMs)) early += 1;
            seen.push(Number(delayMs));
            return ok();
          },
        },
        { concurrency: 1_000 },
      ),
    );
    for (let step = 0; step < 101; step += 1) {
      clock.advance(100);
      await settled();
    }
    expect(early).toBe(0);
    expect(seen).toEqual([...delays].sort((a, b) => a - b));
  });

  test('a wall clock that jumps moves schedules within a minute, and no delay', async () => {
    const clock = createTestClock(new Date('2026-01-01T00:00:00Z'));
    await using queue = createMemoryQueue<Jobs>({ clock });
    const seen: unknown[] = [];
    const work = async (payload: unknown) => {
      seen.push(payload);
      return ok();
    };
    unwrap(await queue.process({ work }));
    unwrap(await queue.add('work', 'delayed', { delayMs: 2 * HOUR_MS }));
    unwrap(await queue.schedules.set('noon', { cron: '0 12 * * *' }, { name: 'work', payload: 'noon' }));
    clock.setNow(new Date('2026-01-01T12:00:30Z'));
    clock.advance(60_000);
    await settled();
    expect(seen).toEqual(['noon']);
    clock.setNow(new Date('2025-06-01T00:00:00Z'));
    clock.advance(2 * HOUR_MS);
    await settled();
    expect(seen).toEqual(['noon', 'delayed']);
  });

  test('a rate limit lets the next ones start when its window is over', async () => {
    const clock = createTestClock();
    await using queue = createMemoryQueue<Jobs>({ clock });
    let started = 0;
    const work = async () => {
      started += 1;
      return ok();
    };
    unwrap(await queue.process({ work }, { concurrency: 9, rateLimit: { max: 2, perMs: HOUR_MS } }));
    unwrap(await queue.addMany([1, 2, 3, 4, 5].map((payload) => ({ name: 'work', payload }))));
    for (const expected of [2, 4, 5]) {
      await settled();
      expect(started).toBe(expected);
      clock.advance(HOUR_MS);
    }
  });

  test('a delay longer than a timer can be set for is waited for', async () => {
    const waits: number[] = [];
    const clock = {
      now: () => new Date(0),
      monotonicMs: () => 0,
      schedule: (delayMs: number) => {
        waits.push(delayMs);
        return () => undefined;
      },
    };
    await using queue = createMemoryQueue<Jobs>({ clock });
    unwrap(await queue.add('work', 1, { delayMs: 60 * 24 * HOUR_MS }));
    expect(waits).toEqual([2_147_483_647]);
  });
});

describe('kill', () => {
  test('a job that kills its process again and again is dead, and says why', async () => {
    let queue: MemoryQueue<Jobs> = createMemoryQueue<Jobs>({ maxCrashes: 2 });
    const job = unwrap(await queue.add('work', 1, { attempts: 9 }));
    for (let crash = 1; crash <= 3; crash += 1) {
      unwrap(await queue.process({ work: () => new Promise(() => undefined) }));
      await settled();
      const killed = queue;
      queue = queue.reopen();
      killed.kill();
    }
    const letter = unwrap(await queue.deadLetters.get(job.id));
    expect(letter).toMatchObject({ runs: 3, failures: [], reason: { code: 'internal' } });
    expect(letter?.reason.message).toContain('3 times');
    unwrap(await queue.close());
  });

  test('what a killed process still does has no effect', async () => {
    const doomed = createMemoryQueue<Jobs>();
    await using queue = doomed.reopen();
    let finish: (value: ReturnType<typeof ok<unknown>>) => void = () => undefined;
    let report: () => Promise<unknown> = async () => undefined;
    unwrap(
      await doomed.process({
        work: (_, run) => {
          report = async () => run.log('from the dead');
          return new Promise((resolve) => (finish = resolve));
        },
      }),
    );
    const job = unwrap(await doomed.add('work', 1));
    await settled();
    doomed.kill();
    expect(await doomed.counts()).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(await report()).toMatchObject({ ok: false, error: { code: 'not_found' } });
    finish(ok('too late'));
    await settled();
    expect(unwrap(await queue.get(job.id))).toMatchObject({ state: 'waiting', runs: 1 });
    expect(unwrap(await queue.logs(job.id))).toEqual([]);
  });
});

test('completed jobs are kept up to a number, the newest ones', async () => {
  await using queue = createMemoryQueue<Jobs>({ keepCompleted: 2 });
  unwrap(await queue.process({ work: async (payload) => ok(payload) }));
  const added = unwrap(await queue.addMany([1, 2, 3, 4].map((payload) => ({ name: 'work', payload }))));
  await settled();
  const page = unwrap(await queue.list('completed'));
  expect(page.items.map(({ result }) => result)).toEqual([4, 3]);
  expect(unwrap(await queue.stats()).completed).toBe(4);
  const [first] = added;
  expect(first && (await queue.result(first))).toMatchObject({ ok: false, error: { code: 'not_found' } });
});

test('a process with a queue that waits ends by itself', () => {
  const program = `
    import { createMemoryQueue } from ${JSON.stringify(fileURLToPath(new URL('../src/index.ts', import.meta.url)))};
    const queue = createMemoryQueue();
    await queue.process({ work: async () => ({ ok: true, value: 1 }) });
    await queue.add('work', 1, { delayMs: 3_600_000 });
    await queue.schedules.set('s', { everyMs: 3_600_000 }, { name: 'work', payload: 1 });
    console.log('waits');
  `;
  const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(out).toBe('waits\n');
});
