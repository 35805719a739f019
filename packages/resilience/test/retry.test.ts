import { err, InfraError, ok } from '@infra/core';
import { createTestClock, expectError, type TestClock } from '@infra/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRetryBudget, retry, type ResilienceEvent, type RetryOptions } from '../src/index.js';
import {
  around,
  codeOf,
  createVault,
  done,
  failing,
  failure,
  settled,
  type Answering,
  type TestVault,
} from './vault.js';

interface Bench {
  readonly clock: TestClock;
  readonly vault: TestVault;
  readonly through: TestVault;
  readonly events: ResilienceEvent[];
  /** Lets so much time pass, step by step, that whatever waits goes on. */
  pass(ms: number): Promise<void>;
}

function bench(options: RetryOptions = {}, answer?: Answering): Bench {
  const clock = createTestClock();
  const events: ResilienceEvent[] = [];
  const vault = createVault(answer);
  return {
    clock,
    vault,
    events,
    through: around(vault, retry({ random: () => 1, ...options, clock, onEvent: (event) => events.push(event) })),
    pass: async (ms) => {
      await settled();
      clock.advance(ms);
      await settled();
    },
  };
}

describe('a failed call', () => {
  test('is tried again with exponential back-off, and succeeds', async () => {
    const b = bench({ initialDelayMs: 100 }, async (_, before) => (before < 2 ? err(failure()) : ok('v')));
    const call = b.through.read('k');
    await b.pass(99);
    expect(b.vault.asked).toHaveLength(1);
    await b.pass(1);
    expect(b.vault.asked).toHaveLength(2);
    await b.pass(199);
    expect(b.vault.asked).toHaveLength(2);
    await b.pass(1);
    expect(await call).toEqual(ok('v'));
    expect(b.events).toMatchObject([
      { type: 'retry-scheduled', attempt: 1, delayMs: 100 },
      { type: 'retry-scheduled', attempt: 2, delayMs: 200 },
    ]);
    expect(b.clock.pending).toBe(0);
  });

  test('carries the number of its attempt', async () => {
    const attempts: (number | undefined)[] = [];
    const clock = createTestClock();
    const through = around(createVault(failing()), retry({ clock, initialDelayMs: 0 }), (next) => (call) => {
      attempts.push(call.attempt);
      return next(call);
    });
    const call = through.read('k');
    for (let round = 0; round < 3; round += 1) {
      await settled();
      clock.advance(0);
    }
    await done(call);
    expect(attempts).toEqual([undefined, 2, 3]);
  });

  test("keeps every attempt's error, and is not retryable any more", async () => {
    const codes = ['unavailable', 'timeout', 'rate_limited'] as const;
    const b = bench({}, async (_, before) => err(failure(codes[before])));
    const call = b.through.read('secret-key');
    await b.pass(100);
    await b.pass(200);
    const error = await expectError(call, 'rate_limited', 'exhausted');
    expect(error).toMatchObject({ retryable: false, details: { reason: 'attempts' } });
    expect(error.details?.['attempts']).toMatchObject(codes.map((code) => ({ code })));
    expect((error.cause as AggregateError).errors.map((cause: InfraError) => cause.code)).toEqual(codes);
    expect(b.events.at(-1)).toMatchObject({ type: 'retry-exhausted', attempts: 3, reason: 'attempts' });
    expect(JSON.stringify([error, b.events])).not.toContain('secret-key');
  });

  test('that was exhausted further in is not multiplied further out', async () => {
    const clock = createTestClock();
    const vault = createVault(failing());
    const options: RetryOptions = { clock, initialDelayMs: 0, random: () => 0 };
    const call = around(vault, retry(options), retry(options), retry(options)).read('k');
    for (let round = 0; round < 30; round += 1) {
      await settled();
      clock.advance(1);
    }
    expect(await codeOf(call)).toBe('unavailable');
    expect(vault.asked).toHaveLength(3);
  });

  test('that is not retryable comes back as it is', async () => {
    const b = bench({}, failing('conflict'));
    expect(await expectError(b.through.read('k'), 'conflict', 'conflict')).not.toHaveProperty('details');
    expect(b.vault.asked).toHaveLength(1);
  });
});

describe('never repeats', () => {
  test('what is not idempotent, and the error stays retryable', async () => {
    const b = bench({}, failing());
    const error = await expectError(b.through.write('k'), 'unavailable', 'write');
    expect(error.retryable).toBe(true);
    expect(b.vault.asked).toHaveLength(1);
  });

  test("the caller's own function", async () => {
    const b = bench();
    let runs = 0;
    const loader = async (): Promise<ReturnType<typeof err<InfraError>>> => {
      runs += 1;
      return err(failure());
    };
    expect(await codeOf(b.through.load('k', loader))).toBe('unavailable');
    expect(runs).toBe(1);
  });

  test('a statement inside a transaction, which outside of one it repeats', async () => {
    const b = bench({}, failing());
    expect(await codeOf(b.through.query('k', { tx: {} }))).toBe('unavailable');
    expect(b.vault.asked).toHaveLength(1);
    const outside = b.through.query('k');
    await b.pass(100);
    await b.pass(200);
    await done(outside);
    expect(b.vault.asked).toHaveLength(4);
  });

  test('what was cancelled', async () => {
    const b = bench({}, failing('cancelled'));
    expect(await codeOf(b.through.read('k'))).toBe('cancelled');
    expect(b.vault.asked).toHaveLength(1);
  });
});

describe('the delay', () => {
  test('is anything from 0 to its bound with full jitter, and never more', () => {
    return fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        async (random, initialDelayMs, maxDelayMs, factor) => {
          const b = bench({ random: () => random, initialDelayMs, maxDelayMs, factor, maxAttempts: 4 }, failing());
          const call = b.through.read('k');
          for (let round = 0; round < 3; round += 1) await b.pass(maxDelayMs);
          await done(call);
          const delays = b.events.flatMap((event) => (event.type === 'retry-scheduled' ? [event.delayMs] : []));
          expect(delays).toEqual(
            [0, 1, 2].map((exponent) => random * Math.min(maxDelayMs, initialDelayMs * factor ** exponent)),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  test('honours retryAfterMs, with the jitter beyond it', async () => {
    const b = bench({ random: () => 0.5 }, async () => err(failure('rate_limited', { retryAfterMs: 3000 })));
    const call = b.through.read('k');
    await b.pass(3050);
    await b.pass(3100);
    expect(await codeOf(call)).toBe('rate_limited');
    expect(b.events).toMatchObject([{ delayMs: 3050 }, { delayMs: 3100 }, { type: 'retry-exhausted' }]);
  });

  test('caps retryAfterMs', async () => {
    const b = bench({ maxRetryAfterMs: 2000 }, async () => err(failure('rate_limited', { retryAfterMs: 3_600_000 })));
    const call = b.through.read('k');
    await b.pass(2000);
    await b.pass(2000);
    expect(await codeOf(call)).toBe('rate_limited');
    expect(b.vault.asked).toHaveLength(3);
  });

  test('survives a source of randomness that is none', async () => {
    const b = bench({ random: () => Number.NaN }, failing());
    const call = b.through.read('k');
    await b.pass(100);
    await b.pass(200);
    expect(await codeOf(call)).toBe('unavailable');
  });
});

describe('the deadline', () => {
  test('counts from the beginning of the first attempt, and what would begin after it is not waited for', async () => {
    const b = bench({ deadlineMs: 500, initialDelayMs: 100 });
    b.vault.answer = async () => {
      b.clock.advance(350);
      return err(failure());
    };
    const call = b.through.read('k');
    await b.pass(100);
    const error = await expectError(call, 'unavailable', 'deadline');
    expect(error).toMatchObject({ retryable: false, details: { reason: 'deadline' } });
    expect(b.vault.asked).toHaveLength(2);
    expect(b.clock.pending).toBe(0);
  });
});

describe('aborting during back-off', () => {
  test('returns cancelled at once, and leaves neither a timer nor a listener', async () => {
    const b = bench({}, failing());
    const controller = new AbortController();
    const call = b.through.read('k', { signal: controller.signal });
    await settled();
    expect(b.clock.pending).toBe(1);
    controller.abort();
    const error = await expectError(call, 'cancelled', 'aborted');
    expect(error.retryable).toBe(false);
    expect((error.cause as InfraError).code).toBe('unavailable');
    expect(b.vault.asked).toHaveLength(1);
    expect(b.clock.pending).toBe(0);
  });
});

describe('the budget', () => {
  test('is shared by all calls of a provider, refilled by clean successes only, and dearer after a timeout', async () => {
    const budget = createRetryBudget({ tokens: 20, retryCost: 5, timeoutCost: 10, refill: 1 });
    expect(budget.take(failure('timeout'))).toBe(true);
    expect(budget.take(failure())).toBe(true);
    expect(budget.take(failure('timeout'))).toBe(false);
    expect(budget.tokens).toBe(5);
    const b = bench({ budget, initialDelayMs: 0 }, async (_, before) => (before === 0 ? err(failure()) : ok('v')));
    const call = b.through.read('k');
    await b.pass(0);
    expect(await codeOf(call)).toBe('ok');
    expect(budget.tokens).toBe(0);
    expect(await codeOf(b.through.read('k'))).toBe('ok');
    expect(budget.tokens).toBe(1);
  });

  test('that is empty stops the retries, with an error that says so', async () => {
    const b = bench({ budget: { tokens: 0 } }, failing());
    const error = await expectError(b.through.read('k'), 'unavailable', 'no budget');
    expect(error).toMatchObject({ retryable: false, details: { reason: 'budget' } });
    expect((error.cause as InfraError).code).toBe('unavailable');
    expect(b.vault.asked).toHaveLength(1);
  });

  test('keeps the load within 1.2 times the calls in a storm, however much fails', async () => {
    for (const failingShare of [1, 0.9, 0.5, 0.3, 0.1]) {
      let seed = 1;
      const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
      const vault = createVault(async () => (random() < failingShare ? err(failure()) : ok('v')));
      const clock = createTestClock();
      const through = around(vault, retry({ clock, initialDelayMs: 0, maxAttempts: 5 }));
      const calls = 5000;
      for (let batch = 0; batch < 50; batch += 1) {
        const running = Array.from({ length: calls / 50 }, () => through.read('k'));
        for (let round = 0; round < 5; round += 1) {
          await settled();
          clock.advance(1);
        }
        await done(...running);
      }
      expect(vault.asked.length / calls).toBeLessThanOrEqual(1.2);
    }
  });
});

test('a provider that rejects against its contract is internal, and not tried again', async () => {
  const b = bench({}, () => Promise.reject(new Error('a bug')));
  expect(await codeOf(b.through.read('k'))).toBe('internal');
  expect(b.vault.asked).toHaveLength(1);
});

test('options that make no sense are refused by name and value', () => {
  const refused: readonly (readonly [RetryOptions, RegExp])[] = [
    [{ maxAttempts: 0 }, /maxAttempts must be a whole number of at least 1, not 0/],
    [{ initialDelayMs: -1 }, /initialDelayMs must be a number from 0 to 2147483647, not -1/],
    [{ factor: 0.5 }, /factor must be a number of at least 1, not 0.5/],
    [{ jitter: 'some' as 'full' }, /jitter must be 'full' or 'none', not "some"/],
    [{ deadlineMs: 0 }, /deadlineMs must be a number of at least 1, or Infinity, not 0/],
    [{ budget: { tokens: -1 } }, /tokens must be a number of at least 0, not -1/],
  ];
  for (const [options, message] of refused) {
    expect(() => retry(options)).toThrow(
      expect.objectContaining({ code: 'validation', message: expect.stringMatching(message) }),
    );
  }
});
