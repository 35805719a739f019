import { createTestClock } from '@infra/conformance';
import { err, InfraError, ok, unwrap } from '@infra/core';
import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Fifo } from '../src/fifo.js';
import { createMemoryEventBus, type MemoryEventBus } from '../src/index.js';

interface Events {
  readonly tick: unknown;
}

const GROUP = { group: 'g' };
const failure = new InfraError({ code: 'unavailable', message: 'not now', provider: 'test', operation: 'test' });

async function settled(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await turn();
}

test('a fifo gives what came first, whatever is put in or put back when', () => {
  const step = fc.oneof(fc.constant('shift' as const), fc.record({ back: fc.boolean(), value: fc.integer() }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 3_000 }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const next of steps) {
        if (next === 'shift') {
          expect(fifo.shift()).toBe(model.shift());
        } else if (next.back) {
          fifo.putBack(next.value);
          model.unshift(next.value);
        } else {
          fifo.push(next.value);
          model.push(next.value);
        }
        expect(fifo.size).toBe(model.length);
      }
    }),
  );
  const long = new Fifo<number>();
  for (let value = 0; value < 5_000; value += 1) long.push(value);
  for (let value = 0; value < 5_000; value += 1) expect(long.shift()).toBe(value);
});

test('options that make no sense are refused', () => {
  const invalid = expect.objectContaining({ code: 'validation' });
  const options = [{ source: '' }, { keepHistory: -1 }, { maxCrashes: 1.5 }, { dedupeWindowMs: Number.NaN }];
  for (const wrong of options) expect(() => createMemoryEventBus<Events>(wrong)).toThrow(invalid);
});

test('per key everything comes in order, whatever fails, waits, or is given back', async () => {
  const event = fc.record({ key: fc.constantFrom('a', 'b', 'c'), failures: fc.integer({ min: 0, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (events, concurrency) => {
        const clock = createTestClock();
        await using bus = createMemoryEventBus<Events>({ clock });
        const done: Record<string, number[]> = { a: [], b: [], c: [] };
        for (let member = 0; member < 2; member += 1) {
          unwrap(
            await bus.subscribe(
              'tick',
              async ({ data, partitionkey = '' }, { attempt }) => {
                const { index, failures } = data as { readonly index: number; readonly failures: number };
                await Promise.resolve();
                if (attempt <= failures) return err(failure);
                done[partitionkey]?.push(index);
                return ok();
              },
              { ...GROUP, concurrency, attempts: 4 },
            ),
          );
        }
        for (const [index, { key, failures }] of events.entries()) {
          unwrap(await bus.ordered.publish(key, 'tick', { index, failures }));
        }
        for (let round = 0; round < 60; round += 1) {
          clock.advance(7_000);
          await settled();
        }
        for (const key of ['a', 'b', 'c']) {
          const right = events.flatMap((one, index) => (one.key === key && one.failures < 4 ? [index] : []));
          expect(done[key]).toEqual(right);
        }
        const dead = unwrap(await bus.deadLetters.list({ limit: 1_000 })).items;
        expect(dead.length).toBe(events.filter(({ failures }) => failures === 4).length);
      },
    ),
    { numRuns: 25 },
  );
});

describe('time', () => {
  test('a wall clock that jumps changes no back-off', async () => {
    const clock = createTestClock();
    await using bus = createMemoryEventBus<Events>({ clock });
    let runs = 0;
    const handler = async () => {
      runs += 1;
      return err(failure);
    };
    unwrap(await bus.subscribe('tick', handler, GROUP));
    unwrap(await bus.publish('tick', 1));
    await settled();
    clock.setNow(new Date('2040-01-01'));
    clock.advance(999);
    await settled();
    expect(runs).toBe(1);
    clock.setNow(new Date('2000-01-01'));
    clock.advance(1);
    await settled();
    expect(runs).toBe(2);
  });

  test('a wait longer than a timer can be set for is waited for', async () => {
    const clock = createTestClock();
    await using bus = createMemoryEventBus<Events>({ clock });
    let runs = 0;
    const handler = async () => {
      runs += 1;
      return err(failure);
    };
    const delayMs = 40 * 24 * 3_600_000;
    unwrap(await bus.subscribe('tick', handler, { ...GROUP, backoff: { type: 'fixed', delayMs } }));
    unwrap(await bus.publish('tick', 1));
    await settled();
    clock.advance(delayMs - 1);
    await settled();
    expect(runs).toBe(1);
    clock.advance(1);
    await settled();
    expect(runs).toBe(2);
  });
});

test('an event that kills its process again and again is dead, and says why', async () => {
  const told: string[] = [];
  let bus: MemoryEventBus<Events> = createMemoryEventBus<Events>({
    maxCrashes: 2,
    onError: ({ code }) => told.push(code),
  });
  for (let crash = 1; crash <= 3; crash += 1) {
    unwrap(await bus.subscribe('tick', () => new Promise(() => undefined), GROUP));
    if (crash === 1) unwrap(await bus.publish('tick', 1));
    await settled();
    const killed = bus;
    bus = bus.reopen();
    killed.kill();
  }
  const [letter] = unwrap(await bus.deadLetters.list()).items;
  expect(letter).toMatchObject({ runs: 3, failures: [], reason: { code: 'internal' } });
  expect(letter?.reason.message).toContain('3 times');
  expect(told).toEqual(['internal']);
  unwrap(await bus.close());
});

test('the history keeps the newest events, as many as it is told to', async () => {
  await using bus = createMemoryEventBus<Events>({ keepHistory: 3 });
  for (let data = 1; data <= 20; data += 1) unwrap(await bus.publish('tick', data));
  expect(unwrap(await bus.history.list()).items.map(({ data }) => data)).toEqual([18, 19, 20]);
  await using none = createMemoryEventBus<Events>({ keepHistory: 0 });
  unwrap(await none.publish('tick', 1));
  expect(unwrap(await none.history.list()).items).toEqual([]);
});

test('a letter whose group was removed makes the group anew when it is replayed', async () => {
  await using bus = createMemoryEventBus<Events>();
  const subscription = unwrap(await bus.subscribe('tick', async () => err(failure), { ...GROUP, attempts: 1 }));
  unwrap(await bus.publish('tick', 'kept'));
  await settled();
  unwrap(await subscription.close());
  expect(unwrap(await bus.groups.remove('g', 'tick'))).toBe(true);
  expect(unwrap(await bus.deadLetters.replayAll())).toBe(1);
  const seen: unknown[] = [];
  const handler = async ({ data }: { readonly data: unknown }) => ok(seen.push(data));
  unwrap(await bus.subscribe('tick', handler, GROUP));
  await settled();
  expect(seen).toEqual(['kept']);
});

test('a process with a bus that waits ends by itself', () => {
  const program = `
    import { createMemoryEventBus } from ${JSON.stringify(fileURLToPath(new URL('../src/index.ts', import.meta.url)))};
    const bus = createMemoryEventBus();
    await bus.subscribe('tick', async () => { throw new Error('later'); }, { group: 'g', timeoutMs: 3_600_000 });
    await bus.publish('tick', 1);
    console.log('waits');
  `;
  const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(out).toBe('waits\n');
});
