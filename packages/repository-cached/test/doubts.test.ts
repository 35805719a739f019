import { expect, test } from 'vitest';
import { Doubts } from '../src/doubts.js';

test('what came to be in doubt while older doubts were settled stays in doubt', () => {
  const doubts = new Doubts();
  doubts.add(new Set(['a', 'b']));
  const first = doubts.open();
  expect(first?.stale).toEqual(new Set(['a', 'b']));
  doubts.add(new Set(['b']));
  first?.settle();
  expect([doubts.has('a'), doubts.has('b')]).toEqual([false, true]);
  doubts.add('all');
  const all = doubts.open();
  expect([all?.stale, doubts.has('whatever')]).toEqual(['all', true]);
  doubts.add('all');
  all?.settle();
  expect(doubts.has('whatever')).toBe(true);
  doubts.open()?.settle();
  expect([doubts.has('whatever'), doubts.open()]).toEqual([false, undefined]);
});
