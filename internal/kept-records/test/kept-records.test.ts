import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze, Ring } from '../src/index.js';

test('a ring keeps the newest in order, and counts what made room', () => {
  const actions = fc.array(
    fc.oneof({ weight: 20, arbitrary: fc.integer() }, { weight: 1, arbitrary: fc.constant('clear') }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), actions, (max, given) => {
      const ring = new Ring<unknown>(max);
      let all: unknown[] = [];
      for (const action of given) {
        if (action === 'clear') {
          ring.clear();
          all = [];
        } else {
          ring.add(action);
          all.push(action);
        }
        expect(ring.toArray()).toEqual(all.slice(-max));
        expect(ring.dropped).toBe(Math.max(0, all.length - max));
      }
    }),
  );
});

test('a list that was read does not change with the ring', () => {
  const ring = new Ring<number>(1);
  ring.add(1);
  const read = ring.toArray();
  ring.add(2);
  expect(read).toEqual([1]);
});

test('plain data is frozen at every depth; what is none is handed on', () => {
  const data = { list: [{ deep: { text: 'a' } }], time: new Date(0), nothing: undefined };
  expect(deepFreeze(data)).toBe(data);
  expect([data, data.list, data.list[0], data.list[0]?.deep, data.time].every(Object.isFrozen)).toBe(true);
  expect([deepFreeze('text'), deepFreeze(undefined), deepFreeze(null)]).toEqual(['text', undefined, null]);
});
