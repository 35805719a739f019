import assert from 'node:assert/strict';
import { err, InfraError, ok } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { countOf, inTransaction, refusal, withDatabase, type RepositoryHarness } from './harness.js';

export const transactionEndCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'hooks run after the commit, in their order, before the answer',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const done: string[] = [];
        await inTransaction(under, async (tx) => {
          tx.afterCommit(async () => {
            done.push(`first of ${String(await countOf(under))}`);
            return ok();
          });
          const lost = tx.savepoint(async (inner) => {
            inner.afterCommit(async () => ok(done.push('lost')));
            return err(refusal);
          });
          await expectError(lost, 'forbidden', 'savepoint');
          const kept = tx.savepoint(async (inner) => {
            inner.afterCommit(async () => ok(done.push('second')));
            return ok();
          });
          await expectOk(kept, 'another savepoint');
          await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
          assert.deepEqual(done, []);
          return ok();
        });
        assert.deepEqual(done, ['first of 1', 'second']);
        const rolledBack = under.transactions.transaction(async (tx) => {
          tx.afterCommit(async () => ok(done.push('rolled back')));
          tx.afterCommit(async () => ok(done.push('known to be rolled back')), { orUnknown: true });
          return err(refusal);
        });
        await expectError(rolledBack, 'forbidden', 'rolled back');
        assert.equal(done.length, 2);
      }),
  },
  {
    name: 'a hook that fails is told, and changes nothing',
    run: async (harness) => {
      const told: InfraError[] = [];
      await withDatabase(
        harness,
        async (under) => {
          let isLastRun = false;
          const answer = await inTransaction(under, async (tx) => {
            tx.afterCommit(async () => err(refusal));
            tx.afterCommit(() => {
              throw new Error('broken');
            });
            tx.afterCommit(async () => ok((isLastRun = true)));
            return ok('committed');
          });
          assert.deepEqual([answer, isLastRun], ['committed', true]);
          assert.deepEqual(
            told.map(({ code }) => code),
            ['forbidden', 'internal'],
          );
        },
        { onError: (error) => told.push(error) },
      );
    },
  },
  {
    name: 'a transaction that takes too long is rolled back with timeout, though its body goes on',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const entered = deferred();
        const release = deferred();
        let late: unknown;
        const running = under.transactions.transaction(
          async (tx) => {
            await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
            entered.resolve();
            await release.promise;
            late = await under.orders.create({ customer: 'b', total: 1 }, { tx });
            return ok();
          },
          { timeoutMs: 3_600_000 },
        );
        await entered.promise;
        await harness.advance(3_600_000);
        await expectError(running, 'timeout', 'transaction');
        assert.equal(await countOf(under), 0);
        release.resolve();
        for (let turns = 0; late === undefined && turns < 1_000; turns += 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.ok(
          typeof late === 'object' && late !== null && 'ok' in late && late.ok === false,
          'a late operation fails',
        );
        assert.equal(await countOf(under), 0);
      }),
  },
  {
    name: 'a caller who aborts gets cancelled, and everything is rolled back',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const controller = new AbortController();
        let seen: AbortSignal | undefined;
        const running = under.transactions.transaction(
          async (tx) => {
            seen = tx.signal;
            await expectOk(under.orders.create({ customer: 'a', total: 1 }, { tx }), 'create');
            controller.abort();
            return new Promise<never>(() => undefined);
          },
          { signal: controller.signal },
        );
        await expectError(running, 'cancelled', 'transaction');
        assert.equal(seen?.aborted, true);
        assert.equal(await countOf(under), 0);
        const before = under.transactions.transaction(async () => ok(), { signal: AbortSignal.abort() });
        await expectError(before, 'cancelled', 'aborted before');
        const single = under.orders.create({ customer: 'a', total: 1 }, { signal: AbortSignal.abort() });
        await expectError(single, 'cancelled', 'an operation');
        assert.equal(await countOf(under), 0);
      }),
  },
  {
    name: 'options that make no sense are refused, and the body does not run',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        let runs = 0;
        const wrong: readonly unknown[] = [
          { isolation: 'chaos' },
          { timeoutMs: 0 },
          { timeoutMs: Number.NaN },
          { attempts: 0 },
          { attempts: 1.5 },
          { readOnly: 'yes' },
        ];
        for (const options of wrong) {
          const refused = under.transactions.transaction(async () => ok((runs += 1)), options as object);
          await expectError(refused, 'validation', JSON.stringify(options));
        }
        assert.equal(runs, 0);
      }),
  },
];
