import { createTestClock } from '@infra/conformance';
import { err, InfraError, ok, type Call, type Next } from '@infra/core';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../src/contract.js';
import { FaultBoard } from '../src/faults/fault-board.js';
import { faultLayer } from '../src/faults/fault-layer.js';
import { noFault } from '../src/faults/fault-table.js';
import { faultIn, faultText } from '../src/faults/fault-text.js';
import { CallTrail, CallTrails } from '../src/runs/call-trail.js';

const call: Call = {
  ...{ port: 'cache', provider: 'memory', operation: 'get', idempotent: true, callback: false, args: ['k'] },
  signal: new AbortController().signal,
};

function broken(fault: Partial<Fault>) {
  const clock = createTestClock();
  const board = new FaultBoard(clock);
  const trails = new CallTrails();
  board.set('cache', { ...noFault, ...fault });
  let asked = 0;
  const next: Next = async () => ((asked += 1), ok('value'));
  const perform = faultLayer(board, 'cache', clock, trails)(next);
  return { clock, board, trails, perform, asked: () => asked };
}

/** Whether it has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.finally(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('a fault', () => {
  test('holds a call up for its latency, then lets it through', async () => {
    const { clock, perform, asked } = broken({ latencyMs: 50 });
    const answer = perform(call);
    clock.advance(49);
    expect([await isSettled(answer), asked()]).toEqual([false, 0]);
    clock.advance(1);
    expect(await answer).toEqual(ok('value'));
  });

  test('fails calls with its code before they reach the adapter, and says so on the span', async () => {
    const { trails, perform, asked } = broken({ errorPercent: 100, code: 'rate_limited' });
    const trail = new CallTrail(() => 0);
    trail.begin(1);
    const answer = await trails.run(trail, () => perform(call));
    expect(answer).toMatchObject({
      error: { code: 'rate_limited', retryable: true, provider: 'memory', operation: 'cache.get' },
    });
    expect(asked()).toBe(0);
    expect([...trail.flags]).toEqual(['injected']);
    expect([...(trail.attempts[0]?.flags ?? [])]).toEqual(['injected']);
  });

  test('gives a read-through its value through the loader, as an adapter does without its server', async () => {
    const { perform, asked } = broken({ errorPercent: 100 });
    const load = async () => ok('loaded');
    const readThrough = { ...call, operation: 'getOrSet', callback: true, idempotent: false, args: ['k', load] };
    expect(await perform(readThrough)).toEqual(ok('loaded'));
    expect(asked()).toBe(0);
  });

  test('that hangs lets a call go on when it ends, and gives up on one whose signal aborts', async () => {
    const { board, clock, perform } = broken({ hang: true, resetAfterS: 30 });
    const controller = new AbortController();
    const [waiting, leaving] = [perform(call), perform({ ...call, signal: controller.signal })];
    controller.abort();
    expect(await leaving).toMatchObject({ error: { code: 'cancelled', retryable: false } });
    expect(await isSettled(waiting)).toBe(false);
    clock.advance(30_000);
    expect(await waiting).toEqual(ok('value'));
    expect([board.views, clock.pending]).toEqual([[], 0]);
  });

  test('ends by itself, once, and tells', () => {
    const { board, clock } = broken({ latencyMs: 1, resetAfterS: 60 });
    expect(board.views).toMatchObject([
      { port: 'cache', since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:01:00.000Z' },
    ]);
    let told = 0;
    board.onChange(() => (told += 1));
    // A new one in its place has its own minute.
    clock.advance(30_000);
    board.set('cache', { ...noFault, hang: true });
    clock.advance(59_999);
    expect(board.views).toHaveLength(1);
    clock.advance(1);
    expect([board.views, told, clock.pending]).toEqual([[], 2, 0]);
  });

  test('without an end stays until it is reset, and one that does nothing is none', () => {
    const { board, clock } = broken({ latencyMs: 1, resetAfterS: 0 });
    clock.advance(1e9);
    expect(board.views).toMatchObject([{ port: 'cache' }]);
    expect(board.views[0]).not.toHaveProperty('until');
    let told = 0;
    board.onChange(() => (told += 1));
    board.set('cache', noFault);
    board.set('storage', { ...noFault, hang: true });
    board.reset();
    // Nothing is left to end.
    board.reset();
    board.set('storage', noFault);
    expect([board.views, told]).toEqual([[], 3]);
  });

  test('meets the same calls again with the same seed, whatever the latency', async () => {
    const fate = async (seed: number, change: Partial<Fault> = {}): Promise<string> => {
      const { board, perform } = broken({ errorPercent: 50, ...change });
      board.seed(seed);
      const answers = [];
      for (let index = 0; index < 64; index += 1) answers.push((await perform(call)).ok ? '.' : 'x');
      return answers.join('');
    };
    expect(await fate(7)).toBe(await fate(7));
    expect(await fate(8)).not.toBe(await fate(7));
    expect((await fate(7)).split('x').length - 1).toBeGreaterThan(20);
    expect(await fate(7, { code: 'timeout' })).toBe(await fate(7));
  });

  test('of one port leaves the others alone', async () => {
    const { board, clock, trails } = broken({ errorPercent: 100 });
    const down = new InfraError({ code: 'timeout', message: 'm', provider: 'p', operation: 'o' });
    const perform = faultLayer(board, 'storage', clock, trails)(async () => err(down));
    expect(await perform(call)).toEqual(err(down));
  });
});

describe('a fault as a word', () => {
  test('is read as it was written', () => {
    const fault: Fault = {
      ...{ latencyMs: 50, jitterMs: 20, errorPercent: 30, code: 'timeout', hang: true, resetAfterS: 0 },
    };
    expect(faultText('cache', fault)).toBe('cache:latency=50:jitter=20:errors=30:for=0:code=timeout:hang');
    expect(faultIn(faultText('cache', fault))).toEqual({ ok: true, port: 'cache', fault });
    expect(faultIn('storage:hang')).toEqual({ ok: true, port: 'storage', fault: { ...noFault, hang: true } });
  });

  test.each([
    ['logger:hang', /"logger" cannot be broken; these can: cache, storage, database, ratelimit/],
    ['cache:slow', /"slow" is nothing that can be wrong; there are: latency=/],
    ['cache:errors=101', /errors must be a whole number from 0 to 100/],
    ['cache:latency=', /latency must be a whole number/],
    ['cache:code=teapot', /code must be one of unavailable, timeout/],
    ['cache:hang=1', /"hang" is nothing that can be wrong/],
  ])('%s is wrong, and says what is right', (text, problem) => {
    expect(faultIn(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});
