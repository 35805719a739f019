import assert from 'node:assert/strict';
import { unwrapOr, type AsyncResult, type Transaction } from '@infra/core';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { append, claimed, idsOf, message, withOutbox, type OutboxHarness, type OutboxUnderTest } from './harness.js';
import { failed } from './settling.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

/** Every operation once. */
function everything(
  { outbox }: OutboxUnderTest,
  tx: Transaction | undefined,
): readonly (readonly [string, AsyncResult<unknown>])[] {
  const token = { token: ID };
  return [
    ...(tx === undefined ? [] : [['append', outbox.append([message(1)], { tx })] as const]),
    ['claim', outbox.claim()],
    ['complete', outbox.complete(token, [ID])],
    ['fail', outbox.fail(token, [failed(ID, 0)])],
    ['release', outbox.release(token, [ID])],
    ['counts', outbox.counts()],
    ['clean', outbox.clean(0)],
    ['parked.list', outbox.parked.list()],
    ['parked.replay', outbox.parked.replay(ID)],
    ['parked.replayAll', outbox.parked.replayAll()],
    ['parked.clear', outbox.parked.clear()],
  ];
}

export const lifecycleCases: readonly ConformanceCase<OutboxHarness>[] = [
  {
    name: 'the provider’s name is what its errors carry, and its operations are the outbox’s',
    run: (harness) =>
      withOutbox(harness, async ({ outbox }) => {
        await expectProvider(outbox, outbox.claim({ limit: 0 }));
        const error = await expectError(outbox.claim({ limit: 0 }), 'validation', 'claim');
        assert.equal(error.operation, 'outbox.claim');
      }),
  },
  {
    name: 'when the database is closed every operation is unavailable and not retryable',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        let tx: Transaction | undefined;
        await expectOk(
          under.transactions.transaction((open) => {
            tx = open;
            return under.outbox.append([message(1)], { tx: open });
          }),
          'transaction',
        );
        await expectOk(under.database.close(), 'close');
        for (const [name, operation] of everything(under, tx)) {
          assert.equal((await expectError(operation, 'unavailable', name)).retryable, false, name);
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
        for (const [name, operation] of everything(under, undefined)) {
          await expectError(operation, ['unavailable', 'timeout'], name);
        }
      } finally {
        unwrapOr(await under.database.close({ deadlineMs: 1_000 }), undefined);
      }
    },
  },
  {
    name: 'the store holds what was committed, until it is cleaned',
    needs: ['peek'],
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await append(under, message('a text that tells it'));
        const isThere = async (): Promise<boolean> =>
          (await harness.peek?.(under))?.includes('a text that tells it') === true;
        assert.equal(await isThere(), true);
        const held = await claimed(under);
        await expectOk(under.outbox.complete(held, idsOf(held)), 'complete');
        await harness.advance(10);
        await expectOk(under.outbox.clean(0), 'clean');
        assert.equal(await isThere(), false);
      }),
  },
];
