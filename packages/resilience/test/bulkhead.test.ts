import { getEventListeners } from 'node:events';
import { ok } from '@infra/core';
import { createTestClock, expectError, type TestClock } from '@infra/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bulkhead, type BulkheadOptions, type ResilienceEvent } from '../src/index.js';
import { around, codeOf, createVault, done, manual, settled, type TestVault } from './vault.js';

interface Bench extends ReturnType<typeof manual> {
  readonly clock: TestClock;
  readonly vault: TestVault;
  readonly through: TestVault;
  readonly events: ResilienceEvent[];
  /** The keys of the calls that reached the provider. */
  started(): readonly string[];
}

function bench(options: BulkheadOptions): Bench {
  const clock = createTestClock();
  const events: ResilienceEvent[] = [];
  const hand = manual();
  const vault = createVault(hand.answer);
  const layer = bulkhead({ ...options, clock, onEvent: (event) => events.push(event) });
  return {
    ...hand,
    clock,
    vault,
    events,
    through: around(vault, layer),
    started: () => vault.asked.map(({ key }) => key),
  };
}

describe('a full bulkhead', () => {
  test('lets callers wait, and serves them first come first served', async () => {
    const b = bench({ maxConcurrent: 2, maxQueue: 3 });
    const calls = ['a', 'b', 'c', 'd', 'e'].map((key) => b.through.read(key));
    await settled();
    expect(b.started()).toEqual(['a', 'b']);
    for (let index = 0; index < 5; index += 1) {
      b.answers[index]?.resolve(ok('v'));
      await settled();
    }
    await done(...calls);
    expect(b.started()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('refuses at once who finds the queue full', async () => {
    const b = bench({ maxConcurrent: 1, maxQueue: 1 });
    const calls = [b.through.read('a'), b.through.read('b')];
    const error = await expectError(b.through.read('secret-key'), 'unavailable', 'full');
    expect(error).toMatchObject({ retryable: true, details: { maxConcurrent: 1, maxQueue: 1 } });
    expect(b.events.map(({ type }) => type)).toEqual(['bulkhead-queued', 'bulkhead-rejected']);
    expect(JSON.stringify([error, b.events])).not.toContain('secret-key');
    b.answers[0]?.resolve(ok('v'));
    await settled();
    b.answers[1]?.resolve(ok('v'));
    await done(...calls);
  });

  test('has no queue unless told otherwise', async () => {
    const b = bench({ maxConcurrent: 1 });
    const call = b.through.read('a');
    expect(await codeOf(b.through.read('b'))).toBe('unavailable');
    b.answers[0]?.resolve(ok('v'));
    await done(call);
  });

  test('lets nobody wait for longer than queueTimeoutMs', async () => {
    const b = bench({ maxConcurrent: 1, maxQueue: 5, queueTimeoutMs: 100 });
    const call = b.through.read('a');
    const waiting = b.through.read('b');
    b.clock.advance(50);
    const later = b.through.read('c');
    b.clock.advance(50);
    const error = await expectError(waiting, 'timeout', 'queued');
    expect(error.details).toEqual({ queueTimeoutMs: 100 });
    b.answers[0]?.resolve(ok('v'));
    await settled();
    b.answers[1]?.resolve(ok('v'));
    expect([await codeOf(call), await codeOf(later)]).toEqual(['ok', 'ok']);
    expect(b.started()).toEqual(['a', 'c']);
  });
});

describe('an aborted waiter', () => {
  test('leaves at once, without stranding those behind it', async () => {
    const b = bench({ maxConcurrent: 1, maxQueue: 5 });
    const controller = new AbortController();
    const first = b.through.read('a');
    const leaving = b.through.read('b', { signal: controller.signal });
    const behind = b.through.read('c');
    controller.abort();
    expect(await codeOf(leaving)).toBe('cancelled');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    b.answers[0]?.resolve(ok('v'));
    await settled();
    expect(b.started()).toEqual(['a', 'c']);
    b.answers[1]?.resolve(ok('v'));
    expect([await codeOf(first), await codeOf(behind)]).toEqual(['ok', 'ok']);
  });

  test('that had left before it came does not wait', async () => {
    const b = bench({ maxConcurrent: 1, maxQueue: 5 });
    const call = b.through.read('a');
    expect(await codeOf(b.through.read('b', { signal: AbortSignal.abort() }))).toBe('cancelled');
    b.answers[0]?.resolve(ok('v'));
    await done(call);
  });

  test('leaves no listeners behind after 10,000 waits on one signal', async () => {
    const { signal } = new AbortController();
    const through = around(createVault(), bulkhead({ maxConcurrent: 10, maxQueue: 10_000 }));
    const calls = Array.from({ length: 10_000 }, () => through.read('k', { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await done(...calls);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

test('gives the place back when the provider rejects against its contract', async () => {
  const b = bench({ maxConcurrent: 1 });
  b.vault.answer = () => Promise.reject(new Error('a bug'));
  expect(await codeOf(b.through.read('a'))).toBe('internal');
  b.vault.answer = async () => ok('v');
  expect(await codeOf(b.through.read('b'))).toBe('ok');
});

test("is shared by all operations of a provider, not with other providers, and leaves the caller's own function alone", async () => {
  const layer = bulkhead({ maxConcurrent: 1 });
  const hand = manual();
  const one = around(createVault(hand.answer, 'one'), layer);
  const two = around(createVault(undefined, 'two'), layer);
  const call = one.read('a');
  expect(await codeOf(one.write('b'))).toBe('unavailable');
  expect(await codeOf(two.read('c'))).toBe('ok');
  expect(await codeOf(one.load('d', async () => ok('v')))).toBe('ok');
  hand.answers[0]?.resolve(ok('v'));
  await done(call);
});

test('never runs more than it may, forgets nobody and overtakes nobody, whatever callers do', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('call' as const) },
    { weight: 3, arbitrary: fc.constant('answer' as const) },
    { weight: 2, arbitrary: fc.constant('abort' as const) },
    { weight: 1, arbitrary: fc.constant('wait' as const) },
  );
  return fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.array(step, { maxLength: 40 }),
      async (maxConcurrent, maxQueue, steps) => {
        const b = bench({ maxConcurrent, maxQueue, queueTimeoutMs: 100 });
        const calls: { readonly code: Promise<string>; readonly controller: AbortController }[] = [];
        // The model: who runs, and who waits, in order.
        let running: number[] = [];
        let queue: { readonly id: number; readonly dueMs: number }[] = [];
        const expected: string[] = [];
        const started: string[] = [];
        const start = (id: number): void => {
          running.push(id);
          started.push(String(id));
        };
        for (const what of steps) {
          if (what === 'call') {
            const id = calls.length;
            const controller = new AbortController();
            calls.push({ controller, code: codeOf(b.through.read(String(id), { signal: controller.signal })) });
            if (running.length < maxConcurrent) start(id);
            else if (queue.length < maxQueue) queue.push({ id, dueMs: b.clock.monotonicMs() + 100 });
            else expected[id] = 'unavailable';
          } else if (what === 'answer') {
            const [id] = running;
            if (id === undefined) continue;
            b.answers[started.indexOf(String(id))]?.resolve(ok('v'));
            expected[id] = 'ok';
            running = running.slice(1);
            const [next] = queue;
            queue = queue.slice(1);
            if (next !== undefined) start(next.id);
          } else if (what === 'abort') {
            const last = queue.at(-1);
            if (last === undefined) continue;
            calls[last.id]?.controller.abort();
            queue = queue.slice(0, -1);
            expected[last.id] = 'cancelled';
          } else {
            b.clock.advance(60);
            for (const { id } of queue.filter(({ dueMs }) => dueMs <= b.clock.monotonicMs())) expected[id] = 'timeout';
            queue = queue.filter(({ dueMs }) => dueMs > b.clock.monotonicMs());
          }
          await settled();
          expect(b.started()).toEqual(started);
        }
        for (const _ of calls) {
          for (const answer of b.answers) answer.resolve(ok('v'));
          await settled();
        }
        const codes = await Promise.all(calls.map(({ code }) => code));
        expect(codes).toEqual(codes.map((_, id) => expected[id] ?? 'ok'));
      },
    ),
    { numRuns: 60 },
  );
});

test('options that make no sense are refused by name and value', () => {
  expect(() => bulkhead({ maxConcurrent: 0 })).toThrow('maxConcurrent must be a whole number of at least 1, not 0.');
  expect(() => bulkhead({ maxConcurrent: 1, maxQueue: -1 })).toThrow('maxQueue must be a whole number of at least 0');
  expect(() => bulkhead({ maxConcurrent: 1, queueTimeoutMs: 0 })).toThrow('queueTimeoutMs must be a number from 1');
});
