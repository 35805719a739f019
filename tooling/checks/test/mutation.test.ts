import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyCase, json, replace } from '../src/prove/mutation.js';
import { mutations } from '../src/prove/mutations/index.js';
import { stages } from '../src/steps.js';
import { repository } from '../src/workspace.js';

test('every mutation names a gate that there is, and has a name of its own', () => {
  const gates = stages.flat().map(({ name }) => name);
  expect(mutations.filter(({ gate }) => !gates.includes(gate))).toEqual([]);
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
});

test.each(mutations.filter(({ file }) => !/dist\/|mutation/.test(file)))('still fits: $name', ({ file, edit }) => {
  const text = readFileSync(join(repository, file), 'utf8');
  expect(edit(text)).not.toBe(text);
});

test('an edit that does not fit any more throws', () => {
  expect(() => replace('gone', 'x')('text')).toThrow('no longer fits');
  expect(() => emptyCase('gone')('text')).toThrow('no longer fits');
});

test('a case is emptied and its neighbours are not', () => {
  const text = `[{ name: 'a', run: () => one() }, { name: 'b', needs: ['x'], run: () => two() }]`;
  expect(emptyCase('b')(text)).toBe(
    `[{ name: 'a', run: () => one() }, { name: 'b', needs: ['x'], run: () => Promise.resolve(), instead: () => two() }]`,
  );
});

test('a case whose run is a method is emptied as well', () => {
  expect(emptyCase('a')(`[{ name: 'a', async run(harness) {} }, { name: 'b', run: two }]`)).toBe(
    `[{ name: 'a', run: () => Promise.resolve(), async instead(harness) {} }, { name: 'b', run: two }]`,
  );
  expect(() => emptyCase('a')(`[{ name: 'a' }, { name: 'b', run: two }]`)).toThrow('no longer fits');
});

test('a field of JSON is set or dropped, wherever it is', () => {
  expect(json('a b', 2)('{"a":{"b":1,"c":3}}')).toBe('{\n  "a": {\n    "b": 2,\n    "c": 3\n  }\n}\n');
  expect(json('a', undefined)('{"a":1}')).toBe('{}\n');
  expect(json('x y', 1)('{}')).toBe('{\n  "x": {\n    "y": 1\n  }\n}\n');
});
