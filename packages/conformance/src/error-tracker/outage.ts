import assert from 'node:assert/strict';
import type { InfraError } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { survives } from './expect-report.js';
import type { ErrorTrackerHarness, ErrorTrackerSubject, UnreachableErrorTrackerOptions } from './harness.js';

/** What flush and close may answer while the destination is gone, and how much longer than told they may take on a busy machine. */
const GONE = ['unavailable', 'timeout'] as const;
const SLACK_MS = 1_500;

async function withUnreachable(
  { unreachable }: ErrorTrackerHarness,
  body: (tracker: ErrorTrackerSubject) => Promise<void>,
  options?: UnreachableErrorTrackerOptions,
): Promise<void> {
  assert.ok(unreachable !== undefined);
  const tracker = await unreachable(options);
  try {
    await body(tracker);
  } finally {
    // Not `await using`, for closing it may fail: what could not be sent is lost.
    survives(() => void tracker.close({ deadlineMs: 100 }).catch(() => undefined), 'close');
  }
}

function captureSome(tracker: ErrorTrackerSubject, count: number): void {
  for (let number = 0; number < count; number += 1) {
    const cause = new Error(`cause ${number}`);
    const ids = survives(
      () => [tracker.captureException(new Error(`${number}`, { cause })), tracker.captureMessage(`${number}`)],
      'a call while the destination is out of reach',
    );
    for (const id of ids) assert.ok(id === undefined || typeof id === 'string', 'it waits for the destination');
  }
}

async function settlesWithin(ms: number, what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await work();
  const took = performance.now() - startedAt;
  assert.ok(took <= ms + SLACK_MS, `${what} took ${Math.round(took)} ms, and may take ${ms}`);
}

export const outageCases: readonly ConformanceCase<ErrorTrackerHarness>[] = [
  {
    name: 'with the destination out of reach no call throws or waits, and what is lost is told to onError',
    needs: ['unreachable'],
    run: async (harness) => {
      const told: InfraError[] = [];
      await withUnreachable(
        harness,
        async (tracker) => {
          captureSome(tracker, 500);
          await expectError(tracker.flush(), GONE, 'flush');
          captureSome(tracker, 500);
          await expectError(tracker.close({ deadlineMs: 200 }), GONE, 'close');
          assert.ok(told.length > 0, 'nobody is told that reports are lost');
          assert.ok(told.every(({ code }) => GONE.some((gone) => gone === code)), told.map(({ code }) => code).join()); // prettier-ignore
        },
        { onError: (error) => told.push(error) },
      );
    },
  },
  {
    name: 'with the destination out of reach flush fails, as a Result',
    needs: ['unreachable'],
    run: (harness) =>
      withUnreachable(harness, async (tracker) => {
        captureSome(tracker, 1);
        await expectError(tracker.flush(), GONE, 'flush');
        captureSome(tracker, 1);
        const signal = AbortSignal.abort();
        await expectError(tracker.flush({ signal }), 'cancelled', 'flush with an aborted signal');
      }),
  },
  {
    name: 'with the destination out of reach close ends by its deadline, fails as a Result, and is idempotent',
    needs: ['unreachable'],
    run: (harness) =>
      withUnreachable(harness, async (tracker) => {
        captureSome(tracker, 10);
        await settlesWithin(200, 'close', () => expectError(tracker.close({ deadlineMs: 200 }), GONE, 'close'));
        await settlesWithin(0, 'closing again', () => tracker.close());
        const error = await expectError(tracker.flush(), 'unavailable', 'flush after close');
        assert.equal(error.retryable, false, 'a closed tracker claims that trying again helps');
      }),
  },
  {
    name: 'with the destination out of reach and nothing to send close succeeds',
    needs: ['unreachable'],
    run: (harness) =>
      withUnreachable(harness, async (tracker) => {
        await settlesWithin(200, 'close', () => expectOk(tracker.close({ deadlineMs: 200 }), 'close'));
      }),
  },
];
