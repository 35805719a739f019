import { expect, test } from 'vitest';
import { LazyAbort, settleOnAbort, type Abortable } from '../src/index.js';

const sources: readonly (readonly [string, () => { readonly signal: Abortable; abort: (reason: unknown) => void }])[] =
  [
    [
      'a signal',
      () => {
        const controller = new AbortController();
        return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
      },
    ],
    [
      'one that is made late',
      () => {
        const ending = new LazyAbort();
        return { signal: ending, abort: (reason) => ending.abort(reason) };
      },
    ],
  ];

const never = new Promise<never>(() => undefined);

test.each(sources)('%s settles what waits as soon as it aborts, and only then', async (_, make) => {
  const { signal, abort } = make();
  const waiting = settleOnAbort<unknown>(never, signal, () => signal.reason);
  expect(await Promise.race([waiting, Promise.resolve('waits')])).toBe('waits');
  abort('enough');
  expect(await waiting).toBe('enough');
  expect(signal.aborted).toBe(true);
  // And who comes late does not wait at all.
  expect(await settleOnAbort<unknown>(never, signal, () => 'late')).toBe('late');
});

test.each(sources)('%s changes nothing for what was done before, nor for what failed', async (_, make) => {
  const { signal, abort } = make();
  const done = settleOnAbort(Promise.resolve('done'), signal, () => 'aborted');
  expect(await done).toBe('done');
  const failed = settleOnAbort(Promise.reject(new Error('no')), signal, () => undefined);
  await expect(failed).rejects.toThrow('no');
  abort('too late');
});

test('a rejection that nobody waits for any more goes unnoticed', async () => {
  const ending = new LazyAbort();
  let fail = (_cause: Error): void => undefined;
  const work = new Promise<string>((_, reject) => (fail = reject));
  const waiting = settleOnAbort(work, ending, () => 'aborted');
  ending.abort('enough');
  expect(await waiting).toBe('aborted');
  // Unhandled, it would end the run.
  fail(new Error('late'));
  await work.catch(() => undefined);
});

test('a signal is one and the same, whenever it is asked for, and aborts once, for the first reason', () => {
  const ending = new LazyAbort();
  const { signal } = ending;
  const told: unknown[] = [];
  signal.addEventListener('abort', () => told.push(signal.reason));
  ending.addEventListener('abort', () => told.push('listener'));
  ending.abort('first');
  ending.abort('second');
  expect(told).toEqual(['listener', 'first']);
  expect(ending.signal).toBe(signal);
  expect([ending.aborted, ending.reason, signal.aborted, signal.reason]).toEqual([true, 'first', true, 'first']);
});

test('a signal that is asked for when all is over has aborted', () => {
  const ending = new LazyAbort();
  ending.abort('enough');
  expect([ending.signal.aborted, ending.signal.reason]).toEqual([true, 'enough']);
});

test('whoever has stopped listening is told nothing', () => {
  const ending = new LazyAbort();
  const listener = (): void => expect.unreachable();
  ending.addEventListener('abort', listener);
  ending.removeEventListener('abort', listener);
  ending.abort('enough');
});
