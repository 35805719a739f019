import { getEventListeners } from 'node:events';
import { err, InfraError, ok, type Result } from '@infra/core';
import { createTestClock, type TestClock } from '@infra/conformance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCircuitBreakerRegistry, pipeline } from '../src/index.js';
import { around, createVault, failure, settled, type Answering } from './vault.js';

/** What a provider may do to a call. */
type Fault = 'ok' | 'unavailable' | 'rate_limited' | 'conflict' | 'internal' | 'slow' | 'hang' | 'reject' | 'throw';

const FAULTS: readonly Fault[] = [
  ...(['ok', 'ok', 'ok', 'unavailable', 'rate_limited', 'conflict'] as const),
  ...(['internal', 'slow', 'hang', 'reject', 'throw'] as const),
];
const ATTEMPTS = 3;
const PLACES = 4;
const ATTEMPT_MS = 100;
const TOTAL_MS = 500;

interface Provider {
  readonly answer: Answering;
  /** How often each call has reached it. */
  readonly reached: Map<string, number>;
  /** What it did to each call the last time. */
  readonly last: Map<string, Fault>;
}

/** Does to one call after another what the sequence says, and no more than `ok` when that is at its end. */
function provider(clock: TestClock, sequence: readonly Fault[]): Provider {
  const left = [...sequence];
  const reached = new Map<string, number>();
  const last = new Map<string, Fault>();
  const answer: Answering = ({ key }) => {
    const fault = left.shift() ?? 'ok';
    reached.set(key, (reached.get(key) ?? 0) + 1);
    last.set(key, fault);
    if (fault === 'throw') throw new TypeError('broken');
    if (fault === 'reject') return Promise.reject(new TypeError('broken'));
    if (fault === 'hang') return new Promise(() => undefined);
    if (fault === 'slow') return new Promise((resolve) => void clock.schedule(ATTEMPT_MS - 1, () => resolve(ok(key))));
    return Promise.resolve(fault === 'ok' ? ok(key) : err(failure(fault, { retryAfterMs: 20 })));
  };
  return { answer, reached, last };
}

const step = fc.record({
  operation: fc.constantFrom('read', 'write'),
  /** How long after the call before it, and whether its caller leaves, and when. */
  afterMs: fc.integer({ min: 0, max: 60 }),
  leavesAfterMs: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
});

test('whatever a provider does, in whatever order: every call ends in time, as a Result, repeated only where it may be', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...FAULTS), { maxLength: 60 }),
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.boolean(),
      async (sequence, steps, wallClockJumps) => {
        const clock = createTestClock();
        const { answer, reached, last } = provider(clock, sequence);
        const vault = createVault(answer);
        const through = around(
          vault,
          pipeline({
            clock,
            bulkhead: { maxConcurrent: PLACES, maxQueue: 100, queueTimeoutMs: 1_000 },
            totalTimeout: { ms: TOTAL_MS },
            retry: { maxAttempts: ATTEMPTS, initialDelayMs: 10, jitter: 'none', budget: false },
            circuitBreaker: { consecutiveFailures: 5, openMs: 50, registry: createCircuitBreakerRegistry() },
            attemptTimeout: { ms: ATTEMPT_MS },
          }),
        );
        const results = new Map<string, Result<string>>();
        const signals: AbortSignal[] = [];
        for (const [index, { operation, afterMs, leavesAfterMs }] of steps.entries()) {
          const key = `${operation} ${index}`;
          const controller = new AbortController();
          signals.push(controller.signal);
          if (leavesAfterMs !== undefined) clock.schedule(leavesAfterMs, () => controller.abort());
          const options = { signal: controller.signal };
          const call = operation === 'read' ? through.read(key, options) : through.write(key, options);
          void call.then((result) => results.set(key, result));
          await settled();
          if (wallClockJumps && index % 3 === 0) clock.setNow(new Date(clock.now().getTime() - 3_600_000));
          clock.advance(afterMs);
        }
        // A wait for a place, then the total time-out: nobody waits for longer.
        for (let passed = 0; passed < 1_000 + TOTAL_MS; passed += 10) {
          clock.advance(10);
          await new Promise((resolve) => setImmediate(resolve));
        }
        await settled();

        expect(results.size).toBe(steps.length);
        for (const [key, result] of results) {
          const times = reached.get(key) ?? 0;
          expect(times).toBeLessThanOrEqual(key.startsWith('write') ? 1 : ATTEMPTS);
          if (result.ok) expect([result.value, ['ok', 'slow'].includes(last.get(key) ?? '')]).toEqual([key, true]);
          else expect(result.error).toBeInstanceOf(InfraError);
          if (!result.ok && result.error.code === 'conflict') expect(times).toBeGreaterThan(0);
        }
        // A circuit keeps no timer; whatever else waited has been let go.
        clock.advance(60_000);
        await settled();
        expect(clock.pending).toBe(0);
        for (const signal of signals) expect(getEventListeners(signal, 'abort')).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
}, 300_000);
