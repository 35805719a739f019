import { createTestClock } from '@infra/conformance';
import { err, InfraError, ok, unwrap, type AsyncResult, type InfraErrorCode } from '@infra/core';
import { expect, test } from 'vitest';
import { resolveBatch, type BatchOptions } from '../src/options.js';
import { SpanQueue } from '../src/span-queue.js';

/** Lets every promise that is settled have its say. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function failure(code: InfraErrorCode, retryAfterMs?: number): InfraError {
  return new InfraError({ code, message: 'No.', provider: 'otel', operation: 'tracer.export', retryAfterMs });
}

function setUp(batch: BatchOptions = {}) {
  const clock = createTestClock();
  const requests: (readonly number[])[] = [];
  const told: unknown[] = [];
  let answer: () => AsyncResult<number> = async () => ok(0);
  const queue = new SpanQueue<number>({
    batch: resolveBatch({ delayMs: 1_000, ...batch }),
    clock,
    send: (spans) => {
      requests.push(spans);
      return answer();
    },
    report: (error) => told.push(error.details?.['droppedSpans']),
  });
  return { clock, requests, told, queue, answerWith: (next: typeof answer) => void (answer = next) };
}

test('spans wait for company, and go in batches', async () => {
  const { clock, queue, requests } = setUp({ maxSpans: 3 });
  queue.add(1);
  clock.advance(999);
  expect(requests).toEqual([]);
  queue.add(2);
  clock.advance(1);
  await settled();
  expect(requests).toEqual([[1, 2]]);
  for (const span of [3, 4, 5]) queue.add(span);
  await settled();
  expect(requests).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  expect(clock.pending).toBe(0);
});

test('a batch that failed waits longer each time, and as long as it is told', async () => {
  const { clock, queue, requests, answerWith } = setUp();
  answerWith(async () => err(failure('unavailable')));
  queue.add(1);
  clock.advance(1_000);
  await settled();
  clock.advance(1_000);
  await settled();
  expect(requests).toHaveLength(2);
  clock.advance(1_999);
  await settled();
  expect(requests).toHaveLength(2);
  answerWith(async () => err(failure('rate_limited', 30_000)));
  clock.advance(1);
  await settled();
  expect(requests).toHaveLength(3);
  clock.advance(29_999);
  await settled();
  expect(requests).toHaveLength(3);
  answerWith(async () => ok(0));
  clock.advance(1);
  await settled();
  expect(requests).toEqual([[1], [1], [1], [1]]);
  expect(clock.pending).toBe(0);
  expect(queue.droppedSpans).toBe(0);
});

test('a full batch does not hurry a collector that is down', async () => {
  const { clock, queue, requests, answerWith } = setUp({ maxSpans: 1 });
  answerWith(async () => err(failure('unavailable')));
  queue.add(1);
  await settled();
  for (let span = 2; span < 10; span += 1) queue.add(span);
  await settled();
  expect(requests).toHaveLength(1);
  expect(clock.pending).toBe(1);
});

test('after the last attempt a batch is dropped, counted and told; what follows goes on', async () => {
  const { queue, told, answerWith, requests, clock } = setUp({ maxAttempts: 2, maxSpans: 2 });
  answerWith(async () => err(failure('unavailable')));
  for (const span of [1, 2, 3]) queue.add(span);
  await settled();
  expect(await queue.flush('f', undefined)).toMatchObject({
    ok: false,
    error: { code: 'unavailable', retryable: false },
  });
  expect(told).toEqual([2]);
  answerWith(async () => ok(0));
  clock.advance(1_000);
  await settled();
  expect(requests.at(-1)).toEqual([3]);
  expect(queue.droppedSpans).toBe(2);
});

test('what does not fit is dropped: told at once, then with the next request', async () => {
  const { clock, queue, told } = setUp({ maxQueue: 2, maxSpans: 2 });
  queue.add(1);
  queue.add(2);
  for (const span of [3, 4, 5]) queue.add(span);
  expect(queue.droppedSpans).toBe(3);
  expect(told).toEqual([1]);
  await settled();
  expect(told).toEqual([1, 2]);
  queue.add(6);
  clock.advance(1_000);
  await settled();
  expect(told).toEqual([1, 2]);
});

test('flushes share a request; the signal of one does not end that of another', async () => {
  const { queue, answerWith, requests } = setUp();
  let arrive = (): void => undefined;
  answerWith(() => new Promise((resolve) => (arrive = () => resolve(ok(0)))));
  queue.add(1);
  const first = queue.flush('f', undefined);
  const abort = new AbortController();
  const second = queue.flush('f', abort.signal);
  abort.abort();
  expect(await second).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  arrive();
  unwrap(await first);
  expect(requests).toEqual([[1]]);
});

test('closing is bounded, and what is left is counted once', async () => {
  const { clock, queue, told, answerWith } = setUp({ maxSpans: 2 });
  answerWith(() => new Promise(() => undefined));
  for (const span of [1, 2, 3]) queue.add(span);
  const closing = queue.close(500);
  clock.advance(500);
  expect(await closing).toMatchObject({ ok: false, error: { code: 'timeout', details: { droppedSpans: 3 } } });
  expect(told).toEqual([3]);
  queue.add(4);
  expect(queue.droppedSpans).toBe(4);
  expect(clock.pending).toBe(0);
});
