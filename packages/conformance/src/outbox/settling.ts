import assert from 'node:assert/strict';
import type { AsyncResult, InfraErrorJson, OutboxClaim, OutboxFailure } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import {
  append,
  appendKeyed,
  claim,
  claimed,
  dataOf,
  HOUR_MS,
  idsOf,
  message,
  refusal,
  withOutbox,
  type OutboxHarness,
  type OutboxUnderTest,
} from './harness.js';

export const REASON: InfraErrorJson = refusal.toJSON();

export function failed(id: string | undefined, retryInMs: OutboxFailure['retryInMs']): OutboxFailure {
  return { id: id ?? '', error: REASON, retryInMs };
}

/** Every way to let go of messages. */
function waysOut(
  { outbox }: OutboxUnderTest,
  token: Pick<OutboxClaim, 'token'>,
  ids: readonly string[],
): readonly (readonly [string, AsyncResult<void>])[] {
  return [
    ['complete', outbox.complete(token, ids)],
    [
      'fail',
      outbox.fail(
        token,
        ids.map((id) => failed(id, 0)),
      ),
    ],
    [
      'park',
      outbox.fail(
        token,
        ids.map((id) => failed(id, 'never')),
      ),
    ],
    ['release', outbox.release(token, ids)],
  ];
}

export const settlingCases: readonly ConformanceCase<OutboxHarness>[] = [
  {
    name: 'what is completed never comes again; to say so twice is harmless',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox } = under;
        await append(under, message(1), message(2));
        const all = await claimed(under);
        await expectOk(outbox.complete(all, idsOf(all).slice(0, 1)), 'the first');
        await expectOk(outbox.complete(all, idsOf(all)), 'both');
        await expectOk(outbox.complete(all, idsOf(all)), 'again');
        await expectOk(outbox.complete(all, []), 'none');
        await harness.advance(2 * HOUR_MS);
        assert.equal(await claim(under), undefined);
        await expectOk(outbox.complete(all, idsOf(all)), 'after the lease');
      }),
  },
  {
    name: 'what failed comes again when its time has come, and counts it; until then its key waits, and no other',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox } = under;
        await appendKeyed(under, 'a', 'a', 'b');
        const first = await claimed(under);
        const [a0, a1, b2] = idsOf(first);
        await expectOk(outbox.fail(first, [failed(a0, HOUR_MS)]), 'fail');
        await expectOk(outbox.release(first, [a1 ?? '', b2 ?? '']), 'release');
        assert.deepEqual(dataOf(await claim(under, { leaseMs: 1_000 })), ['b2']);
        await harness.advance(HOUR_MS - 60_000);
        assert.deepEqual(dataOf(await claim(under, { leaseMs: 1_000 })), ['b2']);
        await harness.advance(60_000);
        const second = await claimed(under);
        assert.deepEqual(dataOf(second), ['a0', 'a1', 'b2']);
        assert.deepEqual(
          second.messages.map(({ attempts }) => attempts),
          [1, 0, 0],
        );
        await expectOk(outbox.fail(second, [failed(a0, 0)]), 'fail again');
        assert.equal((await claimed(under)).messages[0]?.attempts, 2);
      }),
  },
  {
    name: 'what failed for good is parked, and its key goes on',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox } = under;
        await appendKeyed(under, 'a', 'a');
        const first = await claimed(under);
        const [a0, a1] = idsOf(first);
        await expectOk(outbox.fail(first, [failed(a0, 'never'), failed(a1, 0)]), 'fail');
        assert.deepEqual(dataOf(await claim(under)), ['a1']);
        await harness.advance(2 * HOUR_MS);
        assert.deepEqual(dataOf(await claim(under)), ['a1'], 'and does not come by itself');
        const { items } = await expectOk(outbox.parked.list(), 'parked.list');
        assert.deepEqual(
          items.map(({ id, data, key, attempts, reason }) => [id, data, key, attempts, reason]),
          [[a0, 'a0', 'a', 1, REASON]],
        );
        assert.ok(items[0]?.parkedAt instanceof Date);
      }),
  },
  {
    name: 'what is given back comes at once, as if nobody had had it',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await appendKeyed(under, 'a', 'a');
        const first = await claimed(under);
        await expectOk(under.outbox.release(first, idsOf(first)), 'release');
        const second = await claimed(under);
        assert.deepEqual(second.messages, first.messages);
        assert.notEqual(second.token, first.token);
      }),
  },
  {
    name: 'a claim whose lease is over can change nothing, whether somebody has its messages or not',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox } = under;
        await append(under, message(1));
        const late = await claimed(under);
        await harness.advance(HOUR_MS);
        for (const [way, answer] of waysOut(under, late, idsOf(late))) {
          assert.equal((await expectError(answer, 'conflict', `${way}, nobody has it`)).retryable, false);
        }
        const other = await claimed(under);
        for (const [way, answer] of waysOut(under, late, idsOf(late))) {
          await expectError(answer, 'conflict', `${way}, somebody has it`);
        }
        assert.equal(other.messages[0]?.attempts, 0);
        assert.equal(await claim(under), undefined, 'it is the other’s still');
        assert.equal((await expectOk(outbox.counts(), 'counts')).parked, 0);
        await expectOk(outbox.complete(other, idsOf(other)), 'the other');
        await expectError(outbox.complete(late, idsOf(late)), 'conflict', 'when it is published');
      }),
  },
  {
    name: 'a claim that has not all of them changes none',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        await append(under, message(1), message(2));
        const one = await claimed(under, { leaseMs: HOUR_MS, limit: 1 });
        const two = await claimed(under, { leaseMs: HOUR_MS, limit: 1 });
        const both = [...idsOf(one), ...idsOf(two)];
        for (const [way, answer] of waysOut(under, one, both)) await expectError(answer, 'conflict', way);
        for (const [way, answer] of waysOut(under, { token: 'invented' }, idsOf(one))) {
          await expectError(answer, 'conflict', `invented ${way}`);
        }
        for (const [way, answer] of waysOut(under, one, ['nowhere'])) await expectError(answer, 'conflict', way);
        assert.equal(await claim(under), undefined);
        await expectOk(under.outbox.release(one, idsOf(one)), 'release');
        await expectError(under.outbox.fail(one, [failed(idsOf(one)[0], 0)]), 'conflict', 'what it has given back');
        assert.equal((await claimed(under)).messages[0]?.attempts, 0);
      }),
  },
  {
    name: 'what makes no sense is refused, and what is aborted changes nothing',
    run: (harness) =>
      withOutbox(harness, async (under) => {
        const { outbox } = under;
        const signal = AbortSignal.abort();
        await append(under, message(1));
        const held = await claimed(under);
        const [id = ''] = idsOf(held);
        for (const retryInMs of [-1, Number.NaN, 'soon', undefined]) {
          const wrong = failed(id, retryInMs as number);
          await expectError(outbox.fail(held, [wrong]), 'validation', String(retryInMs));
        }
        const nothing: unknown = undefined;
        await expectError(outbox.complete(held, nothing as string[]), 'validation', 'no list');
        await expectError(outbox.release(nothing as OutboxClaim, [id]), 'validation', 'no claim');
        await expectError(outbox.complete(held, [id], { signal }), 'cancelled', 'complete');
        await expectError(outbox.fail(held, [failed(id, 0)], { signal }), 'cancelled', 'fail');
        await expectError(outbox.release(held, [id], { signal }), 'cancelled', 'release');
        assert.equal(await claim(under), undefined);
        await harness.advance(HOUR_MS);
        assert.deepEqual(
          (await claimed(under)).messages.map(({ attempts }) => attempts),
          [0],
        );
      }),
  },
];
