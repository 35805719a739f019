import assert from 'node:assert/strict';
import { unwrapOr, type Transaction } from '@infra/core';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { accept, withInbox, type InboxHarness } from './harness.js';

const HOUR_MS = 3_600_000;

export const lifecycleCases: readonly ConformanceCase<InboxHarness>[] = [
  {
    name: 'cleaning forgets what was accepted long ago, and nothing else',
    run: (harness) =>
      withInbox(harness, async (under) => {
        await accept(under, 'mail', 'old');
        await accept(under, 'stock', 'old');
        await harness.advance(2 * HOUR_MS);
        await accept(under, 'mail', 'young');
        assert.equal(await accept(under, 'mail', 'old'), false, 'it is as old as it was');
        assert.equal(await expectOk(under.inbox.clean(HOUR_MS), 'clean'), 2);
        assert.equal(await expectOk(under.inbox.clean(HOUR_MS), 'again'), 0);
        assert.equal(await accept(under, 'mail', 'young'), false);
        assert.equal(await accept(under, 'mail', 'old'), true);
        for (const wrong of [-1, Number.NaN, undefined]) {
          await expectError(under.inbox.clean(wrong as number), 'validation', String(wrong));
        }
        await expectError(under.inbox.clean(0, { signal: AbortSignal.abort() }), 'cancelled', 'aborted');
      }),
  },
  {
    name: 'the provider’s name is what its errors carry, and its operations are the inbox’s',
    run: (harness) =>
      withInbox(harness, async ({ inbox }) => {
        await expectProvider(inbox, inbox.clean(-1));
        const error = await expectError(inbox.clean(-1), 'validation', 'clean');
        assert.equal(error.operation, 'inbox.clean');
      }),
  },
  {
    name: 'when the database is closed every operation is unavailable and not retryable',
    run: (harness) =>
      withInbox(harness, async ({ inbox, transactions, database }) => {
        let tx: Transaction | undefined;
        await expectOk(
          transactions.transaction((open) => {
            tx = open;
            return inbox.accept('mail', 'm1', { tx: open });
          }),
          'transaction',
        );
        assert.ok(tx !== undefined);
        await expectOk(database.close(), 'close');
        for (const operation of [inbox.accept('mail', 'm2', { tx }), inbox.clean(0)]) {
          assert.equal((await expectError(operation, 'unavailable', 'closed')).retryable, false);
        }
      }),
  },
  {
    name: 'a backend that cannot be reached is unavailable or a timeout',
    needs: ['unreachable'],
    run: async (harness) => {
      const under = await harness.unreachable?.();
      assert.ok(under !== undefined);
      try {
        await expectError(under.inbox.clean(0), ['unavailable', 'timeout'], 'clean');
      } finally {
        unwrapOr(await under.database.close({ deadlineMs: 1_000 }), undefined);
      }
    },
  },
  {
    name: 'the store holds what was accepted, until it is cleaned',
    needs: ['peek'],
    run: (harness) =>
      withInbox(harness, async (under) => {
        await accept(under, 'mail', 'an id that tells it');
        const isThere = async (): Promise<boolean> =>
          (await harness.peek?.(under))?.includes('an id that tells it') === true;
        assert.equal(await isThere(), true);
        await harness.advance(10);
        await expectOk(under.inbox.clean(0), 'clean');
        assert.equal(await isThere(), false);
      }),
  },
];
