import assert from 'node:assert/strict';
import type { OutboxCounts } from '@infra/core';
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
  message,
  withOutbox,
  type OutboxHarness,
  type OutboxUnderTest,
} from './harness.js';
import { failed } from './settling.js';

/** Parks everything that there is, one after the other. */
async function parkAll(harness: OutboxHarness, under: OutboxUnderTest): Promise<readonly string[]> {
  const all = await claimed(under);
  for (const id of idsOf(all)) {
    await expectOk(under.outbox.fail(all, [failed(id, 'never')]), 'fail');
    await harness.advance(1_000);
  }
  return idsOf(all);
}

export const keepingCases: readonly ConformanceCase<OutboxHarness>[] = [
  {
    name: 'parked messages are listed page by page, the last parked first',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { parked } = under.outbox;
        assert.deepEqual(await expectOk(parked.list(), 'list'), { items: [] });
        await append(under, message(0), message(1), message(2));
        await parkAll(harness, under);
        const seen: unknown[] = [];
        let cursor: string | undefined;
        do {
          const page = await expectOk(parked.list({ limit: 2, cursor }), 'list');
          assert.ok(page.items.length <= 2);
          seen.push(...page.items.map(({ data }) => data));
          cursor = page.nextCursor;
        } while (cursor !== undefined && seen.length < 10);
        assert.deepEqual(seen, [2, 1, 0]);
        await expectError(parked.list({ limit: 0 }), 'validation', 'limit');
        await expectError(parked.list({ cursor: 'x' }), 'validation', 'cursor');
      }),
  },
  {
    name: 'a parked message is replayed as if it had not failed, before those of its key',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { parked } = under.outbox;
        await appendKeyed(under, 'a');
        const [id = ''] = await parkAll(harness, under);
        await append(under, message('later', { key: 'a' }));
        await expectError(parked.replay('nowhere'), 'not_found', 'nowhere');
        await expectOk(parked.replay(id), 'replay');
        await expectError(parked.replay(id), 'not_found', 'again');
        const { messages } = await claimed(under);
        assert.deepEqual(
          messages.map(({ data, attempts }) => [data, attempts]),
          [
            ['a0', 0],
            ['later', 0],
          ],
        );
        await expectError(parked.replay(messages[1]?.id ?? ''), 'not_found', 'one that is not parked');
      }),
  },
  {
    name: 'all parked messages are replayed, or forgotten, and how many it were is told',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { parked } = under.outbox;
        assert.equal(await expectOk(parked.replayAll(), 'replayAll'), 0);
        const ids = await append(under, message(0), message(1));
        await parkAll(harness, under);
        await append(under, message(2));
        assert.equal(await expectOk(parked.replayAll(), 'replayAll'), 2);
        assert.deepEqual(dataOf(await claim(under, { leaseMs: 1_000 })), [0, 1, 2]);
        await harness.advance(1_000);
        await parkAll(harness, under);
        assert.equal(await expectOk(parked.clear(), 'clear'), 3);
        assert.deepEqual(await expectOk(parked.list(), 'list'), { items: [] });
        await expectError(parked.replay(ids[0] ?? ''), 'not_found', 'forgotten');
        assert.equal(await claim(under), undefined);
      }),
  },
  {
    name: 'it counts what is pending, claimed and parked, and how old the oldest is',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox } = under;
        const counts = (): Promise<OutboxCounts> => expectOk(outbox.counts(), 'counts');
        const none = { pending: 0, claimed: 0, parked: 0, oldestPendingMs: 0 };
        assert.deepEqual(await counts(), none);
        await append(under, message(0));
        await harness.advance(HOUR_MS);
        await append(under, message(1), message(2), message(3));
        const age = async (): Promise<number> => (await counts()).oldestPendingMs;
        const within = (ms: number): void => assert.ok(ms >= 0 && ms < 60_000, `${String(ms)} ms off`);
        within((await age()) - HOUR_MS);
        const held = await claimed(under, { leaseMs: HOUR_MS, limit: 3 });
        const states = async (): Promise<object> => {
          const { pending, claimed: taken, parked } = await counts();
          return { pending, claimed: taken, parked };
        };
        assert.deepEqual(await states(), { pending: 1, claimed: 3, parked: 0 });
        within((await age()) - HOUR_MS);
        const [first, second, third] = idsOf(held);
        await expectOk(outbox.fail(held, [failed(first, 'never'), failed(second, HOUR_MS)]), 'fail');
        within(await age());
        await expectOk(outbox.complete(held, [third ?? '']), 'complete');
        assert.deepEqual(await states(), { pending: 2, claimed: 0, parked: 1 });
        await expectOk(outbox.parked.clear(), 'clear');
        await claimed(under);
        await harness.advance(2 * HOUR_MS);
        assert.deepEqual(await states(), { pending: 2, claimed: 0, parked: 0 }, 'whose lease is over is pending');
        await drain(under);
        assert.deepEqual(await counts(), none);
      }),
  },
  {
    name: 'cleaning forgets what was published long ago, and nothing else',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox } = under;
        const old = message('old');
        await append(under, old);
        await drain(under);
        await append(under, message('parked'));
        await parkAll(harness, under);
        await append(under, message('pending'));
        await harness.advance(2 * HOUR_MS);
        const young = message('young');
        await append(under, young);
        const held = await claimed(under);
        await expectOk(outbox.complete(held, [young.id]), 'complete');
        await expectOk(outbox.release(held, idsOf(held).slice(0, 1)), 'release');
        await harness.advance(60_000);
        assert.equal(await expectOk(outbox.clean(HOUR_MS), 'clean'), 1);
        assert.equal(await expectOk(outbox.clean(HOUR_MS), 'again'), 0);
        await append(under, old);
        assert.deepEqual(await drain(under), ['pending', 'old'], 'its id may come again');
        assert.equal((await expectOk(outbox.counts(), 'counts')).parked, 1);
        const again = under.transactions.transaction((tx) => outbox.append([young], { tx }));
        await expectError(again, 'conflict', 'what is kept');
        for (const wrong of [-1, Number.NaN, undefined]) {
          await expectError(outbox.clean(wrong as number), 'validation', String(wrong));
        }
      }),
  },
];
