import assert from 'node:assert/strict';
import type { LogFields } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { logOne } from './expect-log.js';
import type { LoggerHarness } from './harness.js';

/** What of a value arrives, as a field of the line. */
async function logged(harness: LoggerHarness, value: unknown): Promise<unknown> {
  const { fields } = await logOne(harness, (logger) => {
    logger.info('a value', { value });
  });
  return fields['value'];
}

/** The same as text, for values of which only the content is promised. */
async function textOf(harness: LoggerHarness, value: unknown): Promise<string> {
  return JSON.stringify(await logged(harness, { inside: value }));
}

class Order {
  readonly id = 'o-1';
  readonly lines: LogFields[] = [{ sku: 'a' }];
  total(): number {
    return this.lines.length;
  }
}

/** Values that a log would be poorer without, and that `JSON.stringify` loses or mistakes. */
export const readableValueCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'a Date is its time, and an instance of a class its own fields',
    async run(harness) {
      assert.equal(await logged(harness, new Date(1_700_000_000_123)), '2023-11-14T22:13:20.123Z');
      assert.deepEqual(await logged(harness, new Order()), { id: 'o-1', lines: [{ sku: 'a' }] });
      assert.deepEqual(await logged(harness, Object.assign(Object.create(null), { a: 1 })), { a: 1 });
    },
  },
  {
    name: 'Maps and Sets show what they hold',
    async run(harness) {
      const map = new Map<string, unknown>([
        ['a', 1],
        ['b', new Set(['x', 'y'])],
      ]);
      assert.deepEqual(await logged(harness, map), { a: 1, b: ['x', 'y'] });
      const text = await textOf(harness, new Map<unknown, unknown>([[7, 'seven'], ['key', { deep: 'found' }]])); // prettier-ignore
      for (const part of ['7', '"seven"', '"key"', '"found"'])
        assert.ok(text.includes(part), `${part} is not in ${text}`);
    },
  },
  {
    name: 'numbers that JSON does not know keep their names',
    async run(harness) {
      assert.equal(await logged(harness, Number.NaN), 'NaN');
      assert.equal(await logged(harness, Number.NEGATIVE_INFINITY), '-Infinity');
      assert.deepEqual(await logged(harness, [0, -1.5, Number.MAX_SAFE_INTEGER]), [0, -1.5, Number.MAX_SAFE_INTEGER]);
    },
  },
  {
    name: 'a field that is undefined is left out, and one that is null or empty is not',
    async run(harness) {
      const value = { none: undefined, nothing: null, empty: '', no: false, list: [undefined, 1] };
      assert.deepEqual(await logged(harness, value), { nothing: null, empty: '', no: false, list: [null, 1] });
    },
  },
  {
    name: 'toJSON speaks for a value, unless it gives the value itself',
    async run(harness) {
      assert.deepEqual(await logged(harness, { hidden: 1, toJSON: () => ({ shown: [1, 2] }) }), { shown: [1, 2] });
      assert.equal(await logged(harness, new URL('http://localhost/a?b=c')), 'http://localhost/a?b=c');
      const same = { shown: 1, toJSON: (): unknown => same };
      assert.equal(JSON.stringify(await logged(harness, same)).includes('"shown":1'), true);
    },
  },
  {
    name: 'a function, a symbol, a pattern and a boxed value can be recognised',
    async run(harness) {
      const named = function chargeCard(): void {};
      assert.match(await textOf(harness, named), /chargeCard/);
      assert.match(await textOf(harness, Symbol('tenant')), /tenant/);
      assert.match(await textOf(harness, /a+b/giu), /a\+b.*giu/);
      assert.equal(await logged(harness, Object('text')), 'text');
      assert.equal(await logged(harness, Object(5)), 5);
    },
  },
  {
    name: 'bytes show their length and not what they hold',
    async run(harness) {
      for (const bytes of [Buffer.from('attack at dawn'), new TextEncoder().encode('attack at dawn').buffer]) {
        const text = await textOf(harness, bytes);
        assert.match(text, /14/, 'the length is not there');
        assert.ok(!text.includes('attack') && !text.includes('97'), 'what the bytes hold is there');
      }
    },
  },
  {
    name: 'whatever is cut stays well-formed text',
    async run(harness) {
      for (const before of ['', 'x']) {
        const value = await logged(harness, before + '😀'.repeat(1_000_000));
        assert.ok(typeof value === 'string' && value.isWellFormed(), 'a surrogate pair was cut in half');
      }
    },
  },
];
