import { getEventListeners } from 'node:events';
import { ok, unwrap, type AsyncResult, type IoOptions, type Layer } from '@infra/core';
import { createTestClock, expectError, type TestClock } from '@infra/conformance';
import { decorate, definePort } from '@infra/layers';
import { describe, expect, test } from 'vitest';
import { timeout, type ResilienceEvent } from '../src/index.js';
import { around, codeOf, createVault, done, manual, settled, type TestVault } from './vault.js';

interface Bench extends ReturnType<typeof manual> {
  readonly clock: TestClock;
  readonly vault: TestVault;
  readonly through: TestVault;
  readonly events: ResilienceEvent[];
}

function bench(ms: number = 100): Bench {
  const clock = createTestClock();
  const events: ResilienceEvent[] = [];
  const hand = manual();
  const vault = createVault(hand.answer);
  const layer = timeout({ ms, clock, onEvent: (event) => events.push(event) });
  return { ...hand, clock, vault, events, through: around(vault, layer) };
}

/** The signal that the provider was given, read as providers do. */
function signalOf({ vault }: Bench): AbortSignal {
  const signal = vault.asked.at(-1)?.options?.signal;
  if (signal === undefined) throw new Error('The provider got no signal.');
  return signal;
}

describe('a call that takes too long', () => {
  test('settles with a typed timeout, and aborts the signal that was handed on with it', async () => {
    const b = bench(100);
    const call = b.through.read('secret-key', {});
    const signal = signalOf(b);
    b.clock.advance(99);
    expect(signal.aborted).toBe(false);
    b.clock.advance(1);
    const error = await expectError(call, 'timeout', 'too long');
    expect(error).toMatchObject({ retryable: true, operation: 'vault.read', details: { limitMs: 100 } });
    expect(signal.reason).toBe(error);
    expect(b.events).toEqual([{ type: 'timed-out', port: 'vault', provider: 'test', operation: 'read', limitMs: 100 }]);
    expect(JSON.stringify([error, b.events])).not.toContain('secret-key');
  });

  test('discards the late result, and a late rejection does not go unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const b = bench();
      const call = b.through.read('k');
      b.clock.advance(100);
      b.answers[0]?.resolve(ok('late'));
      expect(await codeOf(call)).toBe('timeout');
      let reject: (reason: Error) => void = () => undefined;
      b.vault.answer = () => new Promise((_, no) => (reject = no));
      const rejecting = b.through.read('k');
      b.clock.advance(100);
      reject(new Error('late'));
      expect(await codeOf(rejecting)).toBe('timeout');
      await settled();
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  test('gives a provider that reads the signal too late one that is aborted', async () => {
    const b = bench();
    const call = b.through.read('k');
    b.clock.advance(100);
    expect(await codeOf(call)).toBe('timeout');
    expect(signalOf(b).aborted).toBe(true);
    expect(signalOf(b)).toBe(signalOf(b));
  });

  test('is not the fault of the calls beside it: each has its own time', async () => {
    const b = bench(100);
    const first = b.through.read('1');
    b.clock.advance(60);
    const second = b.through.read('2');
    b.clock.advance(40);
    expect(await codeOf(first)).toBe('timeout');
    b.clock.advance(59);
    b.answers[1]?.resolve(ok('v'));
    expect(await codeOf(second)).toBe('ok');
    const third = b.through.read('3');
    b.clock.advance(100);
    expect(await codeOf(third)).toBe('timeout');
  });

  test('is bounded by the monotonic clock: a wall clock that is moved changes nothing', async () => {
    const b = bench(100);
    const call = b.through.read('k');
    b.clock.setNow(new Date(b.clock.now().getTime() + 3_600_000));
    await settled();
    b.answers[0]?.resolve(ok('v'));
    expect(await codeOf(call)).toBe('ok');
  });
});

describe('the signal', () => {
  test("aborts with the caller's, for its reason", async () => {
    const b = bench();
    const controller = new AbortController();
    const call = b.through.read('k', { signal: controller.signal });
    const signal = signalOf(b);
    controller.abort('enough');
    expect([signal.aborted, signal.reason]).toEqual([true, 'enough']);
    b.answers[0]?.resolve(ok('v'));
    await done(call);
    const aborted = b.through.read('k', { signal: controller.signal });
    expect(signalOf(b).aborted).toBe(true);
    b.answers[1]?.resolve(ok('v'));
    await done(aborted);
  });

  test('leaves no listeners on the signal of the caller after 10,000 calls', async () => {
    const b = bench();
    const { signal } = new AbortController();
    for (let round = 0; round < 10; round += 1) {
      const calls = Array.from({ length: 1000 }, () => {
        const call = b.through.read('k', { signal });
        signalOf(b);
        return call;
      });
      expect(getEventListeners(signal, 'abort').length).toBe(1);
      if (round % 2 === 0) b.clock.advance(100);
      for (const answer of b.answers.splice(0)) answer.resolve(ok('v'));
      await done(...calls);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
  });

  test('is not made for a provider that does not read it', async () => {
    let made = 0;
    const real = globalThis.AbortController;
    class Counted extends real {
      constructor() {
        super();
        made += 1;
      }
    }
    const through = around(createVault(), timeout({ ms: 100 }), timeout({ ms: 50 }));
    globalThis.AbortController = Counted;
    try {
      for (let times = 0; times < 10; times += 1) expect(await codeOf(through.read('k', {}))).toBe('ok');
      expect(made).toBe(0);
    } finally {
      globalThis.AbortController = real;
    }
  });

  test('survives a layer that spreads the call, and a provider that spreads its options', async () => {
    const clock = createTestClock();
    const spreading: Layer = (next) => (call) => next({ ...call });
    const seen: (AbortSignal | undefined)[] = [];
    const vault = createVault((asked) => {
      seen.push({ ...asked.options }.signal);
      return new Promise(() => undefined);
    });
    for (const layers of [[], [spreading]]) {
      const call = around(vault, timeout({ ms: 100, clock }), ...layers).read('k');
      clock.advance(100);
      expect(await codeOf(call)).toBe('timeout');
    }
    expect(seen.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  test('comes beside the other options of the caller', async () => {
    const b = bench();
    const tx = {};
    const call = b.through.query('k', { tx });
    expect(b.vault.asked[0]?.options).toMatchObject({ tx });
    expect(Object.keys(b.vault.asked[0]?.options ?? {})).toEqual(['tx', 'signal']);
    b.answers[0]?.resolve(ok('v'));
    await done(call);
  });
});

describe('a stream', () => {
  interface Feed {
    open(options?: IoOptions): AsyncResult<{ readonly body: AsyncIterable<number> }>;
  }
  const spec = definePort<Feed>('feed', { open: { optionsAt: 0, idempotent: true } });

  test('is bounded while it opens; after that the caller governs it', async () => {
    const clock = createTestClock();
    const feed: Feed = {
      open: async (options) => {
        const signal = options?.signal;
        return ok({
          body: (async function* () {
            for (let n = 0; signal?.aborted !== true; n += 1) yield n;
          })(),
        });
      },
    };
    const controller = new AbortController();
    const opened = unwrap(await decorate(feed, spec, timeout({ ms: 100, clock })).open({ signal: controller.signal }));
    clock.advance(1000);
    const seen: number[] = [];
    for await (const n of opened.body) {
      seen.push(n);
      if (n === 3) controller.abort();
    }
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});

test("leaves the caller's own function alone", async () => {
  const b = bench();
  const call = b.through.load('k', async () => {
    b.clock.advance(1000);
    await settled();
    return ok('slow');
  });
  expect(await call).toEqual(ok('slow'));
});

test('a provider that throws or rejects against its contract is internal', async () => {
  const b = bench();
  b.vault.answer = () => Promise.reject(new Error('a bug'));
  expect(await codeOf(b.through.read('k'))).toBe('internal');
  b.vault.answer = () => {
    throw new Error('a bug');
  };
  expect(await codeOf(b.through.read('k'))).toBe('internal');
});

test('one timer serves all calls, and does not outlive them for longer than the limit', async () => {
  const b = bench(100);
  const calls = Array.from({ length: 1000 }, () => b.through.read('k'));
  expect(b.clock.pending).toBe(1);
  for (const answer of b.answers) answer.resolve(ok('v'));
  await done(...calls);
  b.clock.advance(100);
  expect(b.clock.pending).toBe(0);
});

test('options that make no sense are refused by name and value', () => {
  for (const ms of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
    expect(() => timeout({ ms })).toThrow(`ms must be a number from 1 to 2147483647, not ${ms}.`);
  }
});
