import assert from 'node:assert/strict';
import { err, type OutboxWakeups } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  append,
  claim,
  dataOf,
  message,
  refusal,
  until,
  withOutbox,
  type OutboxHarness,
  type OutboxUnderTest,
} from './harness.js';

function wakeupsOf({ outbox }: OutboxUnderTest): OutboxWakeups {
  assert.ok(outbox.wakeups, 'the harness says that there are wakeups');
  return outbox.wakeups;
}

export const wakingCases: readonly ConformanceCase<OutboxHarness>[] = [
  {
    name: 'who subscribes is called after a commit that appended, and not after one that was rolled back',
    needs: ['wakeups'],
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox, transactions } = under;
        let calls = 0;
        const wakeups = wakeupsOf(under);
        const wakeup = await expectOk(
          wakeups.subscribe(() => (calls += 1)),
          'subscribe',
        );
        const rolledBack = transactions.transaction(async (tx) => {
          await expectOk(outbox.append([message('never')], { tx }), 'append');
          return err(refusal);
        });
        await expectError(rolledBack, 'forbidden', 'transaction');
        await expectOk(
          transactions.transaction(async (tx) => {
            const appended = await outbox.append([message('in')], { tx });
            for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setTimeout(resolve, 1));
            assert.equal(calls, 0, 'before the commit');
            return appended;
          }),
          'transaction',
        );
        await until(() => calls > 0, 'a call');
        assert.deepEqual(dataOf(await claim(under)), ['in']);
        await expectOk(wakeup.close(), 'close');
      }),
  },
  {
    name: 'every subscriber is called, whatever the others do, until it closes',
    needs: ['wakeups'],
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const wakeups = wakeupsOf(under);
        const calls = [0, 0];
        const first = await expectOk(
          wakeups.subscribe(() => {
            calls[0] = (calls[0] ?? 0) + 1;
            throw new Error('broken');
          }),
          'subscribe',
        );
        const second = await expectOk(
          wakeups.subscribe(() => (calls[1] = (calls[1] ?? 0) + 1)),
          'another',
        );
        await append(under, message(1));
        await until(() => calls.every((count) => count > 0), 'two calls');
        await expectOk(first.close(), 'close');
        await expectOk(first.close(), 'again');
        const before = [...calls];
        await append(under, message(2));
        await until(() => (calls[1] ?? 0) > (before[1] ?? 0), 'a call');
        assert.equal(calls[0], before[0]);
        await expectOk(second.close(), 'close');
        const nothing: unknown = undefined;
        await expectError(wakeups.subscribe(nothing as () => void), 'validation', 'no function');
        const aborted = wakeups.subscribe(() => undefined, { signal: AbortSignal.abort() });
        await expectError(aborted, 'cancelled', 'aborted');
      }),
  },
];
