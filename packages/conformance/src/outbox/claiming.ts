import assert from 'node:assert/strict';
import { ok, type OutboxClaim } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  append,
  appendKeyed,
  claim,
  claimed,
  dataOf,
  drain,
  HOUR_MS,
  idsOf,
  LEASED,
  message,
  withOutbox,
  type OutboxHarness,
} from './harness.js';

export const claimingCases: readonly ConformanceCase<OutboxHarness>[] = [
  {
    name: 'messages come in the order of their transactions, and in those in their own',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        for (const name of ['c', 'a', 'b']) await append(under, message(`${name}2`), message(`${name}1`));
        assert.deepEqual(await drain(under, { ...LEASED, limit: 4 }), ['c2', 'c1', 'a2', 'a1', 'b2', 'b1']);
      }),
  },
  {
    name: 'transactions at the same time lose nothing, and what begins after them comes after them',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox, transactions } = under;
        const appended = deferred();
        const finish = deferred();
        const slow = transactions.transaction(async (tx) => {
          await expectOk(outbox.append([message('slow', { key: 'k' })], { tx }), 'append');
          appended.resolve();
          await finish.promise;
          return ok();
        });
        await appended.promise;
        await append(under, message('fast', { key: 'k' }));
        // Whether it is handed out by now is the store's business: the other began before.
        const early = await drain(under);
        finish.resolve();
        await expectOk(slow, 'slow');
        await append(under, message('after', { key: 'k' }));
        const all = [...early, ...(await drain(under))];
        assert.deepEqual([...all].sort(), ['after', 'fast', 'slow']);
        assert.equal(all.at(-1), 'after');
      }),
  },
  {
    name: 'what is claimed is nobody else’s; where there is nothing left there is no claim',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        assert.equal(await claim(under), undefined);
        await append(under, message(1), message(2), message(3));
        const first = await claimed(under, { ...LEASED, limit: 2 });
        const second = await claimed(under, { ...LEASED, limit: 2 });
        assert.deepEqual([dataOf(first), dataOf(second)], [[1, 2], [3]]);
        assert.notEqual(first.token, second.token);
        assert.equal(await claim(under), undefined);
      }),
  },
  {
    name: 'while one of a key is claimed later ones of it wait, and nothing else does',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await appendKeyed(under, 'a');
        const first = await claimed(under);
        await append(under, message('a1', { key: 'a' }), message('b0', { key: 'b' }), message('free'));
        await append(under, message('a2', { key: 'a' }));
        assert.deepEqual(dataOf(await claim(under)), ['b0', 'free']);
        assert.equal(await claim(under), undefined);
        await expectOk(under.outbox.complete(first, idsOf(first)), 'complete');
        assert.deepEqual(dataOf(await claim(under)), ['a1', 'a2']);
      }),
  },
  {
    name: 'a claim may end between two of a key, and the later one waits for the earlier',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await appendKeyed(under, 'a', 'b', 'a', 'a');
        const first = await claimed(under, { ...LEASED, limit: 3 });
        assert.deepEqual(dataOf(first), ['a0', 'b1', 'a2']);
        assert.equal(await claim(under), undefined);
        await expectOk(under.outbox.complete(first, idsOf(first).slice(0, 1)), 'complete a0');
        assert.equal(await claim(under), undefined, 'a2 is claimed still');
        await expectOk(under.outbox.complete(first, idsOf(first).slice(2)), 'complete a2');
        assert.deepEqual(dataOf(await claim(under)), ['a3']);
      }),
  },
  {
    name: 'claims at the same time share no message and no key',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const keys = Array.from({ length: 60 }, (_, index) => `k${String(index % 7)}.`);
        await appendKeyed(under, ...keys);
        const seen: string[] = [];
        for (let rounds = 0; rounds < 100 && seen.length < 60; rounds += 1) {
          const claims = await Promise.all(Array.from({ length: 6 }, () => claim(under, { ...LEASED, limit: 5 })));
          const held = claims.filter((one): one is OutboxClaim => one !== undefined);
          const byKey = new Map<string, string>();
          for (const { messages, token } of held) {
            for (const { key = '', data } of messages) {
              assert.equal(byKey.get(key) ?? token, token, `two claims have messages of ${key}`);
              byKey.set(key, token);
              seen.push(String(data));
            }
          }
          await Promise.all(held.map((one) => expectOk(under.outbox.complete(one, idsOf(one)), 'complete')));
        }
        assert.equal(new Set(seen).size, 60);
        assert.equal(seen.length, 60);
        for (const key of new Set(keys)) {
          const places = seen.filter((data) => data.startsWith(key)).map((data) => Number(data.slice(key.length)));
          assert.deepEqual(
            places,
            [...places].sort((a, b) => a - b),
          );
        }
      }),
  },
  {
    name: 'when its lease is over a claim is lost: others get its messages, in their order, as often as it takes',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await appendKeyed(under, 'a', 'a');
        for (let round = 0; round < 3; round += 1) {
          const lost = await claimed(under, { leaseMs: HOUR_MS });
          assert.deepEqual(dataOf(lost), ['a0', 'a1']);
          assert.equal(lost.messages[0]?.attempts, 0, 'a claim that is lost is no attempt that failed');
          await harness.advance(HOUR_MS - 60_000);
          assert.equal(await claim(under), undefined);
          await harness.advance(60_000);
        }
        assert.deepEqual(dataOf(await claim(under)), ['a0', 'a1']);
      }),
  },
  {
    name: 'limits and leases that make no sense are refused',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await append(under, message(1));
        for (const wrong of [
          { limit: 0 },
          { limit: 1_001 },
          { limit: 1.5 },
          { leaseMs: 0 },
          { leaseMs: Number.NaN },
          { leaseMs: Number.POSITIVE_INFINITY },
        ]) {
          await expectError(under.outbox.claim(wrong), 'validation', JSON.stringify(wrong));
        }
        await expectError(under.outbox.claim({ signal: AbortSignal.abort() }), 'cancelled', 'aborted');
        assert.deepEqual(dataOf(await claim(under)), [1]);
      }),
  },
  {
    name: 'without options a claim takes at most a hundred, for half a minute',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await append(under, ...Array.from({ length: 101 }, (_, index) => message(index)));
        assert.equal(dataOf(await claim(under, {})).length, 100);
        assert.equal(dataOf(await claim(under, {})).length, 1);
        await harness.advance(20_000);
        assert.equal(await claim(under), undefined);
        await harness.advance(10_000);
        assert.equal(dataOf(await claim(under)).length, 100);
      }),
  },
];
