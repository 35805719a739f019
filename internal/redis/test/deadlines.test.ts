import { createTestClock } from '@infra/conformance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from '../src/deadlines.js';

test('expires in order, after the time-out, and only what has not settled', () => {
  const clock = createTestClock();
  const deadlines = new Deadlines(clock, 100);
  const expired: string[] = [];
  const begin = (name: string) => deadlines.begin(() => expired.push(name));
  const settleA = begin('a');
  clock.advance(50);
  begin('b');
  settleA();
  clock.advance(50);
  expect(expired).toEqual([]);
  begin('c');
  clock.advance(49);
  expect(expired).toEqual([]);
  clock.advance(1);
  expect(expired).toEqual(['b']);
  clock.advance(50);
  expect(expired).toEqual(['b', 'c']);
  expect(clock.pending).toBe(0);
});

test('one timer, however many operations there are; none when there are none', () => {
  const clock = createTestClock();
  const deadlines = new Deadlines(clock, 100);
  const settles = Array.from({ length: 1_000 }, () => deadlines.begin(() => undefined));
  expect(clock.pending).toBe(1);
  for (const settle of settles) settle();
  clock.advance(100);
  expect(clock.pending).toBe(0);
  deadlines.begin(() => undefined);
  deadlines.stop();
  expect(clock.pending).toBe(0);
});

test('agrees with a list of deadlines under any history', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('begin' as const) }),
      fc.record({ kind: fc.constant('settle' as const), index: fc.nat(30) }),
      fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 60 }) }),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (history) => {
      const clock = createTestClock();
      const deadlines = new Deadlines(clock, 100);
      const expired = new Set<number>();
      const settled = new Set<number>();
      const began: { readonly at: number; readonly settle: () => void }[] = [];
      for (const step of history) {
        if (step.kind === 'begin') {
          const id = began.length;
          began.push({ at: clock.monotonicMs(), settle: deadlines.begin(() => expired.add(id)) });
        } else if (step.kind === 'settle') {
          const operation = began[step.index];
          operation?.settle();
          if (operation !== undefined && !expired.has(step.index)) settled.add(step.index);
        } else {
          clock.advance(step.ms);
        }
        const due = began.flatMap(({ at }, id) => (at + 100 <= clock.monotonicMs() && !settled.has(id) ? [id] : []));
        expect([...expired].sort((a, b) => a - b)).toEqual(due);
      }
    }),
  );
});
