import { err, ok } from '@infra/core';
import { createTestClock, expectError, type TestClock } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import {
  circuitBreaker,
  createCircuitBreaker,
  createCircuitBreakerRegistry,
  type CircuitBreakerOptions,
  type ResilienceEvent,
} from '../src/index.js';
import { around, codeOf, createVault, done, failing, failure, manual, settled, type TestVault } from './vault.js';

interface Bench {
  readonly clock: TestClock;
  readonly vault: TestVault;
  readonly through: TestVault;
  readonly events: ResilienceEvent[];
  stats(): ReturnType<ReturnType<typeof createCircuitBreaker>['stats']>;
  switchTo(state: Parameters<ReturnType<typeof createCircuitBreaker>['transitionTo']>[0]): void;
}

function bench(options: CircuitBreakerOptions = {}): Bench {
  const clock = createTestClock();
  const registry = createCircuitBreakerRegistry();
  const events: ResilienceEvent[] = [];
  const vault = createVault();
  const layer = circuitBreaker({ openMs: 1000, ...options, clock, registry, onEvent: (event) => events.push(event) });
  const breaker = (): ReturnType<typeof createCircuitBreaker> => {
    const found = registry.get('vault/test');
    if (found === undefined) throw new Error('There is no breaker before the first call.');
    return found;
  };
  return {
    clock,
    vault,
    events,
    through: around(vault, layer),
    stats: () => breaker().stats(),
    switchTo: (state) => breaker().transitionTo(state),
  };
}

async function fail({ vault, through }: Bench, times: number): Promise<void> {
  const { answer } = vault;
  vault.answer = failing();
  for (let left = times; left > 0; left -= 1) await codeOf(through.read('k'));
  vault.answer = answer;
}

async function succeed({ through }: Bench, times: number): Promise<void> {
  for (let left = times; left > 0; left -= 1) expect(await codeOf(through.read('k'))).toBe('ok');
}

describe('a closed circuit', () => {
  test('opens after so many failures in a row, and a success in between begins the count anew', async () => {
    const b = bench({ consecutiveFailures: 3 });
    await fail(b, 2);
    await succeed(b, 1);
    await fail(b, 2);
    expect(b.stats()).toMatchObject({ state: 'closed', consecutiveFailures: 2, calls: 5, failures: 4 });
    await fail(b, 1);
    expect(b.stats().state).toBe('open');
  });

  test('counts unavailable, timeout and internal only', async () => {
    const codes = ['unavailable', 'timeout', 'internal'] as const;
    const others = [
      ...(['validation', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'rate_limited'] as const),
      ...(['unsupported', 'cancelled', 'unknown_outcome'] as const),
    ];
    for (const code of [...codes, ...others]) {
      const b = bench({ consecutiveFailures: 1 });
      b.vault.answer = failing(code);
      await codeOf(b.through.read('k'));
      const isCounted = codes.some((counted) => counted === code);
      expect([code, b.stats().state]).toEqual([code, isCounted ? 'open' : 'closed']);
    }
  });

  test('opens at a failure rate, not before minimumCalls', async () => {
    const b = bench({ failureRate: 0.5, minimumCalls: 4, slidingWindow: { calls: 8 } });
    await fail(b, 3);
    expect(b.stats()).toMatchObject({ state: 'closed', failureRate: undefined });
    await succeed(b, 1);
    expect(b.stats()).toMatchObject({ state: 'open', failureRate: 0.75 });
  });

  test('forgets what slides out of a window of calls', async () => {
    const b = bench({ failureRate: 0.5, minimumCalls: 4, slidingWindow: { calls: 4 } });
    await succeed(b, 3);
    await fail(b, 1);
    await succeed(b, 3);
    await fail(b, 1);
    expect(b.stats()).toMatchObject({ state: 'closed', calls: 4, failures: 1, failureRate: 0.25 });
  });

  test('forgets what slides out of a window of time', async () => {
    const b = bench({ failureRate: 0.5, minimumCalls: 2, slidingWindow: { ms: 1000 } });
    await fail(b, 1);
    b.clock.advance(999);
    expect(b.stats().calls).toBe(1);
    b.clock.advance(1);
    expect(b.stats().calls).toBe(0);
    await fail(b, 1);
    expect(b.stats().state).toBe('closed');
    await fail(b, 1);
    expect(b.stats().state).toBe('open');
  });

  test('opens at a rate of slow calls, whatever they answer', async () => {
    const b = bench({ slowCallRate: 0.5, slowCallMs: 100, minimumCalls: 2 });
    b.vault.answer = async ({ key }) => {
      b.clock.advance(key === 'slow' ? 100 : 99);
      return ok(key);
    };
    await codeOf(b.through.read('fast'));
    await codeOf(b.through.read('slow'));
    expect(b.stats()).toMatchObject({ state: 'open', slowCalls: 1, slowCallRate: 0.5 });
    expect(b.events).toContainEqual(expect.objectContaining({ reason: 'slow-call-rate' }));
  });

  test('takes an expected error for a success, and a predicate that throws for none', async () => {
    const b = bench({ consecutiveFailures: 1, isExpected: ({ code }) => code === 'internal' });
    b.vault.answer = failing('internal');
    await codeOf(b.through.read('k'));
    expect(b.stats()).toMatchObject({ state: 'closed', calls: 1, failures: 0 });
    const hostile = bench({
      consecutiveFailures: 1,
      isExpected: () => {
        throw new Error('cannot say');
      },
    });
    await fail(hostile, 1);
    expect(hostile.stats().state).toBe('open');
  });
});

describe('an open circuit', () => {
  test('answers unavailable at once, retryable, with retryAfterMs, naming the breaker', async () => {
    const b = bench({ consecutiveFailures: 1 });
    await fail(b, 1);
    b.clock.advance(400);
    const error = await expectError(b.through.read('secret-key'), 'unavailable', 'refused');
    expect(error).toMatchObject({
      retryable: true,
      retryAfterMs: 600,
      provider: 'test',
      operation: 'vault.read',
      details: { circuitBreaker: 'vault/test', state: 'open' },
    });
    expect(b.vault.asked).toHaveLength(1);
    expect(b.stats()).toMatchObject({ rejected: 1, opened: 1, retryAfterMs: 600 });
    expect(JSON.stringify([error, b.events])).not.toContain('secret-key');
  });

  test('half-opens when its time is over, and closes after the probes', async () => {
    const b = bench({ consecutiveFailures: 1, halfOpen: { maxCalls: 2 } });
    await fail(b, 1);
    b.clock.advance(1000);
    await succeed(b, 1);
    expect(b.stats().state).toBe('half-open');
    await succeed(b, 1);
    expect(b.stats()).toMatchObject({ state: 'closed', calls: 0, consecutiveFailures: 0 });
    expect(b.events.filter(({ type }) => type === 'circuit-state-changed')).toEqual([
      expect.objectContaining({ from: 'closed', to: 'open', reason: 'consecutive-failures' }),
      expect.objectContaining({ from: 'open', to: 'half-open', reason: 'open-elapsed' }),
      expect.objectContaining({ from: 'half-open', to: 'closed', reason: 'probes-succeeded' }),
    ]);
  });

  test('does not mind a wall clock that is moved back or forth', async () => {
    const b = bench({ consecutiveFailures: 1 });
    await fail(b, 1);
    b.clock.setNow(new Date(b.clock.now().getTime() - 3_600_000));
    b.clock.advance(999);
    expect(await codeOf(b.through.read('k'))).toBe('unavailable');
    b.clock.setNow(new Date(b.clock.now().getTime() - 3_600_000));
    b.clock.advance(1);
    await succeed(b, 1);
    expect(b.stats().state).toBe('closed');
  });

  test('holds no timer', async () => {
    const b = bench({ consecutiveFailures: 1, slowCallRate: 1, slowCallMs: 10, slidingWindow: { ms: 1000 } });
    await fail(b, 1);
    expect(b.clock.pending).toBe(0);
  });
});

describe('a half-open circuit', () => {
  const opened = async (options: CircuitBreakerOptions): Promise<Bench & ReturnType<typeof manual>> => {
    const b = bench({ consecutiveFailures: 1, ...options });
    await fail(b, 1);
    b.clock.advance(1000);
    const hand = manual();
    b.vault.answer = hand.answer;
    return { ...b, ...hand };
  };

  test('admits exactly N of 10,000 concurrent calls, and refuses the rest at once with retryAfterMs', async () => {
    const b = await opened({ halfOpen: { maxCalls: 5 } });
    const calls = Array.from({ length: 10_000 }, () => b.through.read('k'));
    const refused = await Promise.all(calls.slice(5));
    expect(b.answers).toHaveLength(5);
    for (const result of refused) {
      expect(result).toMatchObject({ ok: false, error: { code: 'unavailable', retryAfterMs: expect.any(Number) } });
    }
    for (const answer of b.answers) answer.resolve(ok('v'));
    expect((await Promise.all(calls.slice(0, 5))).every(({ ok: isOk }) => isOk)).toBe(true);
    expect(b.stats()).toMatchObject({ state: 'closed', rejected: 9995 });
  });

  test('admits no more than N altogether, while some are decided and others still run', async () => {
    const b = await opened({ halfOpen: { maxCalls: 3, successThreshold: 3 } });
    const calls = [b.through.read('k'), b.through.read('k')];
    b.answers[0]?.resolve(ok('v'));
    await done(calls[0]);
    const third = b.through.read('k');
    expect(await codeOf(b.through.read('k'))).toBe('unavailable');
    for (const answer of b.answers) answer.resolve(ok('v'));
    await done(...calls, third);
    expect(b.answers).toHaveLength(3);
    expect(b.stats().state).toBe('closed');
  });

  test('closes at the success threshold though a probe failed, and opens when that is out of reach', async () => {
    const good = await opened({ halfOpen: { maxCalls: 3, successThreshold: 2 } });
    const calls = [good.through.read('k'), good.through.read('k'), good.through.read('k')];
    good.answers[0]?.resolve(err(failure()));
    await done(calls[0]);
    expect(good.stats().state).toBe('half-open');
    good.answers[1]?.resolve(ok('v'));
    good.answers[2]?.resolve(ok('v'));
    await done(...calls);
    expect(good.stats().state).toBe('closed');

    const bad = await opened({ halfOpen: { maxCalls: 3, successThreshold: 2 } });
    const more = [bad.through.read('k'), bad.through.read('k'), bad.through.read('k')];
    for (const answer of bad.answers) answer.resolve(err(failure()));
    await done(...more);
    expect(bad.stats()).toMatchObject({ state: 'open', opened: 2, retryAfterMs: 1000 });
  });

  test('takes the place back from ignored and cancelled calls', async () => {
    const b = await opened({ halfOpen: { maxCalls: 1 } });
    for (const code of ['cancelled', 'validation', 'rate_limited', 'unknown_outcome', 'unsupported'] as const) {
      const call = b.through.read('k');
      expect(await codeOf(b.through.read('k'))).toBe('unavailable');
      b.answers.at(-1)?.resolve(err(failure(code)));
      expect(await codeOf(call)).toBe(code);
      expect(b.stats().state).toBe('half-open');
    }
    const call = b.through.read('k');
    b.answers.at(-1)?.resolve(ok('v'));
    await done(call);
    expect(b.stats().state).toBe('closed');
  });

  test('takes the place back from a call that rejects against its contract', async () => {
    const b = await opened({ halfOpen: { maxCalls: 1 } });
    b.vault.answer = () => Promise.reject(new Error('a bug'));
    expect(await codeOf(b.through.read('k'))).toBe('internal');
    expect(b.stats().state).toBe('open');
  });

  test('lets a hung probe expire, and its late answer changes nothing', async () => {
    const b = await opened({ halfOpen: { maxCalls: 1, maxWaitMs: 500 } });
    const hung = b.through.read('k');
    b.clock.advance(499);
    const refused = await expectError(b.through.read('k'), 'unavailable', 'refused');
    expect(refused.retryAfterMs).toBe(1);
    b.clock.advance(1);
    expect(await codeOf(b.through.read('k'))).toBe('unavailable');
    expect(b.stats()).toMatchObject({ state: 'open', retryAfterMs: 1000 });
    b.answers[0]?.resolve(ok('late'));
    expect(await codeOf(hung)).toBe('ok');
    expect(b.stats().state).toBe('open');
  });

  test('gives the place of a hung probe to the next one, where that can still succeed', async () => {
    const b = await opened({ halfOpen: { maxCalls: 2, successThreshold: 1, maxWaitMs: 500 } });
    const hung = b.through.read('k');
    b.clock.advance(500);
    const next = b.through.read('k');
    b.answers[1]?.resolve(ok('v'));
    await done(next);
    expect(b.stats().state).toBe('closed');
    b.answers[0]?.resolve(ok('v'));
    await done(hung);
  });

  test('takes a probe that succeeds too slowly for a failed one', async () => {
    const b = await opened({ slowCallRate: 1, slowCallMs: 100 });
    const call = b.through.read('k');
    b.clock.advance(100);
    b.answers[0]?.resolve(ok('v'));
    await done(call);
    expect(b.stats().state).toBe('open');
  });
});

describe('an older generation', () => {
  test('never changes the state: neither a stale failure during a probe nor a stale success', async () => {
    const hand = manual();
    const b = bench({ consecutiveFailures: 2, halfOpen: { maxCalls: 2 } });
    b.vault.answer = hand.answer;
    const stale = [b.through.read('old'), b.through.read('old')];
    await fail(b, 2);
    expect(b.stats().state).toBe('open');
    b.clock.advance(1000);
    const probe = b.through.read('probe');
    hand.answers[0]?.resolve(err(failure()));
    hand.answers[1]?.resolve(ok('v'));
    await done(...stale);
    expect(b.stats().state).toBe('half-open');
    const second = b.through.read('probe');
    hand.answers[2]?.resolve(ok('v'));
    hand.answers[3]?.resolve(ok('v'));
    await done(probe, second);
    expect(b.stats().state).toBe('closed');
  });

  test('does not count in the closed circuit that follows', async () => {
    const hand = manual();
    const b = bench({ consecutiveFailures: 1 });
    b.vault.answer = hand.answer;
    const stale = b.through.read('old');
    await fail(b, 1);
    b.clock.advance(1000);
    const probe = b.through.read('probe');
    hand.answers[1]?.resolve(ok('v'));
    await done(probe);
    hand.answers[0]?.resolve(err(failure()));
    await done(stale);
    expect(b.stats()).toMatchObject({ state: 'closed', calls: 0 });
  });
});

describe('by hand', () => {
  test('forced open refuses until it is told otherwise', async () => {
    const b = bench();
    await succeed(b, 1);
    b.switchTo('forced-open');
    b.clock.advance(1_000_000);
    const error = await expectError(b.through.read('k'), 'unavailable', 'refused');
    expect(error.retryAfterMs).toBeUndefined();
    b.switchTo('closed');
    await succeed(b, 1);
  });

  test('disabled lets everything through and counts nothing; metrics only counts and never opens', async () => {
    const b = bench({ consecutiveFailures: 1, failureRate: 0.1, minimumCalls: 1 });
    await succeed(b, 1);
    b.switchTo('disabled');
    await fail(b, 20);
    expect(b.stats()).toMatchObject({ state: 'disabled', calls: 0 });
    b.switchTo('metrics-only');
    await fail(b, 20);
    expect(b.stats()).toMatchObject({ state: 'metrics-only', calls: 20, failures: 20, failureRate: 1, rejected: 0 });
  });

  test('an unknown state is refused', () => {
    const breaker = createCircuitBreaker({ name: 'b' });
    expect(() => breaker.transitionTo('ajar' as 'open')).toThrow(/state must be .*, not "ajar"/);
  });
});

describe('state', () => {
  test('is shared per port and provider, not per operation or call site', async () => {
    const registry = createCircuitBreakerRegistry();
    const layer = circuitBreaker({ consecutiveFailures: 2, registry });
    const one = createVault(failing(), 'one');
    const [first, second] = [around(one, layer), around(one, layer)];
    const other = around(createVault(undefined, 'two'), layer);
    await codeOf(first.read('k'));
    await codeOf(second.write('k'));
    expect(await codeOf(first.query('k'))).toBe('unavailable');
    expect(one.asked).toHaveLength(2);
    expect(await codeOf(other.read('k'))).toBe('ok');
    expect(registry.all().map(({ name, state }) => [name, state])).toEqual([
      ['vault/one', 'open'],
      ['vault/two', 'closed'],
    ]);
  });

  test('belongs to the layer where there is no registry, and to the name in one registry', async () => {
    const vault = createVault(failing());
    await codeOf(around(vault, circuitBreaker({ consecutiveFailures: 1 })).read('k'));
    await codeOf(around(vault, circuitBreaker({ consecutiveFailures: 1 })).read('k'));
    expect(vault.asked).toHaveLength(2);
    const registry = createCircuitBreakerRegistry();
    await codeOf(around(vault, circuitBreaker({ consecutiveFailures: 1, registry })).read('k'));
    await codeOf(around(vault, circuitBreaker({ consecutiveFailures: 1, registry })).read('k'));
    await codeOf(around(vault, circuitBreaker({ consecutiveFailures: 1, registry, name: 'other' })).read('k'));
    expect(vault.asked).toHaveLength(4);
    expect(registry.all().map(({ name }) => name)).toEqual(['vault/test', 'other:vault/test']);
  });

  test('is that of an operation where the scope says so', async () => {
    const registry = createCircuitBreakerRegistry();
    const through = around(createVault(), circuitBreaker({ scope: 'operation', registry }));
    await codeOf(through.read('a'));
    await codeOf(through.write('b'));
    expect(registry.all().map(({ name }) => name)).toEqual(['vault/test.read', 'vault/test.write']);
  });

  test("leaves the caller's own function alone", async () => {
    const through = around(createVault(), circuitBreaker({ consecutiveFailures: 1 }));
    for (let times = 0; times < 3; times += 1) {
      expect(await codeOf(through.load('k', async () => err(failure('internal'))))).toBe('internal');
    }
    expect(await codeOf(through.read('k'))).toBe('ok');
  });
});

test('an observer that throws changes nothing', async () => {
  const throwing = (): never => {
    throw new Error('no disk');
  };
  const vault = createVault(failing());
  const through = around(vault, circuitBreaker({ consecutiveFailures: 1, onEvent: throwing }));
  expect(await codeOf(through.read('k'))).toBe('unavailable');
  expect(await codeOf(through.read('k'))).toBe('unavailable');
  expect(vault.asked).toHaveLength(1);
  await settled();
});

test('options that make no sense are refused by name and value', () => {
  const refused: readonly (readonly [CircuitBreakerOptions, RegExp])[] = [
    [{ consecutiveFailures: 0 }, /consecutiveFailures must be a whole number of at least 1, not 0/],
    [{ failureRate: 50 }, /failureRate must be a number above 0 and up to 1, not 50/],
    [{ slowCallRate: 0.5 }, /slowCallRate needs slowCallMs/],
    [{ openMs: Number.NaN }, /openMs must be a number from 1 to 2147483647, not NaN/],
    [{ minimumCalls: 1.5 }, /minimumCalls must be a whole number of at least 1, not 1.5/],
    [{ halfOpen: { maxCalls: 2, successThreshold: 3 } }, /successThreshold must be a whole number from 1 to 2, not 3/],
    [{ failureRate: 0.5, minimumCalls: 200 }, /minimumCalls \(200\) must fit into slidingWindow.calls \(100\)/],
    [{ slidingWindow: { ms: 0 } }, /slidingWindow.ms must be a number from 1 to 2147483647, not 0/],
  ];
  for (const [options, message] of refused) {
    expect(() => circuitBreaker(options)).toThrow(
      expect.objectContaining({ code: 'validation', message: expect.stringMatching(message) }),
    );
  }
  expect(() => createCircuitBreaker({ name: '' })).toThrow(/name must be a text/);
});
