import assert from 'node:assert/strict';
import { err, InfraError, ok, unwrapOr, type AcceptOptions, type Isolation, type Transaction } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { accept, withInbox, type InboxHarness } from './harness.js';

const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'suite', operation: 'case' });

export const acceptingCases: readonly ConformanceCase<InboxHarness>[] = [
  {
    name: 'each consumer accepts each message once',
    run: (harness) =>
      withInbox(harness, async (under) => {
        assert.equal(await accept(under, 'mail', 'm1'), true);
        assert.equal(await accept(under, 'mail', 'm1'), false);
        assert.equal(await accept(under, 'mail', 'm1'), false);
        assert.equal(await accept(under, 'mail', 'm2'), true);
        assert.equal(await accept(under, 'stock', 'm1'), true);
        // Whatever the two are joined with.
        assert.equal(await accept(under, 'a:b', 'c'), true);
        assert.equal(await accept(under, 'a', 'b:c'), true);
        assert.equal(await accept(under, 'mail', 'M1'), true);
      }),
  },
  {
    name: 'in its own transaction a message is accepted once, too',
    run: (harness) =>
      withInbox(harness, async ({ inbox, transactions }) => {
        const answers = await expectOk(
          transactions.transaction(async (tx) => {
            const first = await expectOk(inbox.accept('mail', 'm1', { tx }), 'first');
            return ok([first, await expectOk(inbox.accept('mail', 'm1', { tx }), 'second')]);
          }),
          'transaction',
        );
        assert.deepEqual(answers, [true, false]);
      }),
  },
  {
    name: 'what is rolled back was not accepted, of a savepoint that part',
    run: (harness) =>
      withInbox(harness, async (under) => {
        const { inbox, transactions } = under;
        const rolledBack = transactions.transaction(async (tx) => {
          assert.equal(await expectOk(inbox.accept('mail', 'm1', { tx }), 'accept'), true);
          return err(refusal);
        });
        await expectError(rolledBack, 'forbidden', 'transaction');
        assert.equal(await accept(under, 'mail', 'm1'), true);
        const kept = await accept(under, 'mail', 'm2', async (tx) => {
          const lost = tx.savepoint(async (inner) => {
            await expectOk(inbox.accept('mail', 'm3', { tx: inner }), 'accept');
            return err(refusal);
          });
          await expectError(lost, 'forbidden', 'savepoint');
          return ok();
        });
        assert.equal(kept, true);
        assert.deepEqual([await accept(under, 'mail', 'm2'), await accept(under, 'mail', 'm3')], [false, true]);
      }),
  },
  ...(['read committed', 'repeatable read', 'serializable'] satisfies readonly Isolation[]).map(
    (isolation): ConformanceCase<InboxHarness> => ({
      name: `who comes second goes by what becomes of the first (${isolation})`,
      run: (harness) =>
        withInbox(harness, async ({ inbox, transactions }) => {
          for (const commits of [true, false]) {
            const id = `commits ${String(commits)}`;
            const accepted = deferred();
            const finish = deferred();
            const first = transactions.transaction(
              async (tx) => {
                const answer = await inbox.accept('mail', id, { tx });
                accepted.resolve();
                await finish.promise;
                return commits ? answer : err(refusal);
              },
              { isolation },
            );
            await accepted.promise;
            let answered: boolean | undefined;
            const second = transactions.transaction(
              async (tx) => {
                const answer = await inbox.accept('mail', id, { tx });
                if (answer.ok) answered = answer.value;
                return answer;
              },
              { isolation },
            );
            for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
            assert.equal(answered, undefined, 'the second has no answer before the first has ended');
            finish.resolve();
            unwrapOr(await first, undefined);
            assert.equal(await expectOk(second, 'second'), !commits);
          }
        }),
    }),
  ),
  {
    name: 'of many deliveries at the same time one is accepted',
    run: (harness) =>
      withInbox(harness, async (under) => {
        const answers = await Promise.all(Array.from({ length: 32 }, () => accept(under, 'mail', 'm1')));
        assert.equal(answers.filter(Boolean).length, 1);
      }),
  },
  {
    name: 'accepting belongs to a transaction, which is open and of this database',
    run: (harness) =>
      withInbox(harness, async (under) => {
        const { inbox, transactions } = under;
        let kept: Transaction | undefined;
        await expectOk(
          transactions.transaction(async (tx) => {
            kept = tx;
            return ok();
          }),
          'transaction',
        );
        assert.ok(kept !== undefined);
        await expectError(inbox.accept('mail', 'm1', { tx: kept }), 'conflict', 'over');
        for (const wrong of [undefined, {}, { tx: 'none' }, { tx: { id: 'x' } }] as readonly unknown[]) {
          const refused = inbox.accept('mail', 'm1', wrong as AcceptOptions);
          await expectError(refused, 'validation', JSON.stringify(wrong));
        }
        await withInbox(harness, async (other) => {
          const foreign = other.transactions.transaction((tx) => inbox.accept('mail', 'm1', { tx }));
          await expectError(foreign, 'validation', 'foreign');
        });
        assert.equal(await accept(under, 'mail', 'm1'), true);
      }),
  },
  {
    name: 'names that are none are refused, and harm no transaction',
    run: (harness) =>
      withInbox(harness, async (under) => {
        const { inbox } = under;
        const isFirst = await accept(under, 'mail', 'm1', async (tx) => {
          for (const wrong of ['', 'x'.repeat(1_025), '\ud800', '\0', 7, undefined]) {
            const name = wrong as string;
            await expectError(inbox.accept(name, 'm2', { tx }), 'validation', `consumer ${JSON.stringify(wrong)}`);
            await expectError(inbox.accept('mail', name, { tx }), 'validation', `id ${JSON.stringify(wrong)}`);
          }
          const signal = AbortSignal.abort();
          await expectError(inbox.accept('mail', 'm2', { tx, signal }), 'cancelled', 'aborted');
          return ok();
        });
        assert.equal(isFirst, true);
        assert.equal(await accept(under, 'mail', 'm2'), true);
        assert.equal(await accept(under, 'ключ 🗝', 'x'.repeat(1_024)), true);
      }),
  },
];
