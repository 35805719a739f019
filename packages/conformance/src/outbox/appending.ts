import assert from 'node:assert/strict';
import { err, ok, type AppendOptions, type Transaction } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import { shapes } from '../payloads.js';
import type { ConformanceCase } from '../suite.js';
import { append, claim, claimed, dataOf, drain, message, refusal, withOutbox, type OutboxHarness } from './harness.js';

export const appendingCases: readonly ConformanceCase<OutboxHarness>[] = [
  {
    name: 'a message comes out as it went in',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const full = message(
          { a: 1 },
          {
            type: 'order.placed',
            key: 'ключ 🗝',
            subject: 'orders/1',
            time: new Date('2020-02-29T12:34:56.789Z'),
            context: { correlationId: 'c 1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
          },
        );
        const bare = message('bare');
        await append(under, full, bare);
        const { messages, token } = await claimed(under);
        assert.deepEqual(messages, [
          { ...full, attempts: 0 },
          { ...bare, attempts: 0 },
        ]);
        assert.equal(typeof token, 'string');
        assert.notEqual(token, '');
      }),
  },
  ...shapes.map(([name, data]): ConformanceCase<OutboxHarness> => ({
    name: `data round-trip: ${name}`,
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await append(under, message(data));
        const [first] = (await claimed(under)).messages;
        assert.ok(first);
        assert.deepEqual(first.data, data);
        assert.equal(Object.getPrototypeOf(Object(first.data)), Object.getPrototypeOf(Object(data)));
      }),
  })),
  {
    name: 'what was put in or got out may be changed, and changes nothing',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const data = { list: [1] };
        const context = { tenant: 'a' };
        const given = message(data, { context });
        await append(under, given);
        data.list.push(2);
        context.tenant = 'b';
        const first = await claimed(under);
        assert.deepEqual(dataOf(first), [{ list: [1] }]);
        const [out] = dataOf(first) as { list: number[] }[];
        try {
          out?.list.push(3);
        } catch {
          // Frozen does it as well.
        }
        await expectOk(under.outbox.release(first, [given.id]), 'release');
        const [again] = (await claimed(under)).messages;
        assert.deepEqual([again?.data, again?.context], [{ list: [1] }, { tenant: 'a' }]);
      }),
  },
  {
    name: 'what cannot be kept is refused, names its place, and harms no transaction',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox, transactions } = under;
        const wrong: readonly unknown[] = [
          message(() => 1),
          message({ deep: Symbol('x') }),
          message(1, { id: '' }),
          message(1, { id: 'x'.repeat(1_025) }),
          message(1, { type: '' }),
          message(1, { key: '' }),
          message(1, { key: '\ud800' }),
          message(1, { subject: '' }),
          message(1, { time: new Date(Number.NaN) }),
          { ...message(1), context: { a: 1 } },
          undefined,
        ];
        await expectOk(
          transactions.transaction(async (tx) => {
            for (const [index, one] of wrong.entries()) {
              const refused = outbox.append([message('good'), one as ReturnType<typeof message>], { tx });
              const error = await expectError(refused, 'validation', `message ${String(index)}`);
              assert.match(error.message, /messages\[1\]/);
            }
            return outbox.append([message('kept')], { tx });
          }),
          'transaction',
        );
        assert.deepEqual(await drain(under), ['kept']);
      }),
  },
  {
    name: 'nobody gets what is not committed, and everybody what is',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox, transactions } = under;
        await expectOk(
          transactions.transaction(async (tx) => {
            const appended = await outbox.append([message('in')], { tx });
            assert.equal(await claim(under), undefined);
            assert.equal((await expectOk(outbox.counts(), 'counts')).pending, 0);
            return appended;
          }),
          'transaction',
        );
        assert.deepEqual(dataOf(await claim(under)), ['in']);
      }),
  },
  {
    name: 'what is rolled back never comes, of a savepoint that part',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox, transactions } = under;
        const rolledBack = transactions.transaction(async (tx) => {
          await expectOk(outbox.append([message('never')], { tx }), 'append');
          return err(refusal);
        });
        await expectError(rolledBack, 'forbidden', 'transaction');
        await expectOk(
          transactions.transaction(async (tx) => {
            await expectOk(outbox.append([message('before')], { tx }), 'append');
            const lost = tx.savepoint(async (inner) => {
              await expectOk(outbox.append([message('lost')], { tx: inner }), 'append');
              return err(refusal);
            });
            await expectError(lost, 'forbidden', 'savepoint');
            await expectOk(
              tx.savepoint((inner) => outbox.append([message('kept')], { tx: inner })),
              'savepoint',
            );
            return outbox.append([message('after')], { tx });
          }),
          'transaction',
        );
        assert.deepEqual(await drain(under), ['before', 'kept', 'after']);
      }),
  },
  {
    name: 'an id that is there already is a conflict, and nothing of the transaction is committed',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox, transactions } = under;
        const first = message('first');
        await append(under, first);
        const again = (): ReturnType<typeof outbox.append> =>
          transactions.transaction(async (tx) => {
            await expectOk(outbox.append([message('beside')], { tx }), 'append');
            return outbox.append([{ ...first, data: 'again' }], { tx });
          });
        assert.equal((await expectError(again(), 'conflict', 'pending')).retryable, false);
        assert.deepEqual(await drain(under), ['first']);
        await expectError(again(), 'conflict', 'published');
        assert.deepEqual(await drain(under), []);
      }),
  },
  {
    name: 'a message belongs to a transaction, which is open and of this database',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox, transactions } = under;
        let kept: Transaction | undefined;
        const over = await transactions.transaction(async (tx) => {
          kept = tx;
          return ok();
        });
        assert.ok(over.ok && kept !== undefined);
        await expectError(outbox.append([message(1)], { tx: kept }), 'conflict', 'over');
        for (const wrong of [undefined, {}, { tx: 'none' }, { tx: { id: 'x' } }] as readonly unknown[]) {
          const refused = outbox.append([message(1)], wrong as AppendOptions);
          await expectError(refused, 'validation', JSON.stringify(wrong));
        }
        await withOutbox(harness, async (other) => {
          const foreign = other.transactions.transaction((tx) => outbox.append([message(1)], { tx }));
          await expectError(foreign, 'validation', 'foreign');
        });
        const readOnly = transactions.transaction((tx) => outbox.append([message(1)], { tx }), { readOnly: true });
        await expectError(readOnly, 'validation', 'read-only');
        assert.equal(await claim(under), undefined);
      }),
  },
];
