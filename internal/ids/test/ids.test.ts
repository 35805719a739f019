import { expect, test } from 'vitest';
import { uuidv7 } from '../src/index.js';

test('has the form of a UUID of version 7', () => {
  for (let round = 0; round < 100; round += 1) {
    expect(uuidv7(Date.now())).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test('begins with its time', () => {
  // The example of RFC 9562, appendix A.6.
  expect(uuidv7(0x017f22e279b0).slice(0, 15)).toBe('017f22e2-79b0-7');
  expect(uuidv7(0).slice(0, 15)).toBe('00000000-0000-7');
  expect(uuidv7(-5).slice(0, 15)).toBe('00000000-0000-7');
  expect(uuidv7(1.9).slice(0, 15)).toBe('00000000-0001-7');
});

test('sorts by time, and never comes twice', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => uuidv7(index));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 10_000 }, () => uuidv7(0))).size).toBe(10_000);
});
