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
      const nested = { toJSON: () => ({ shown: 2, toJSON: () => 'asked twice' }) };
      assert.match(JSON.stringify(await logged(harness, nested)), /"shown":2/);
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
      assert.match(
        await textOf(
          harness,
          Object.defineProperty(() => 0, 'name', { value: 5 }),
        ),
        /unction/,
      );
      assert.match(await textOf(harness, Promise.resolve()), /Promise/);
      assert.match(await textOf(harness, new WeakMap()), /WeakMap/);
      assert.match(await textOf(harness, new WeakSet()), /WeakSet/);
      assert.match(await textOf(harness, new Date(Number.NaN)), /invalid/i);
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
    name: 'what reading a value throws is told in its place',
    async run(harness) {
      const throwing = (thrown: unknown): unknown =>
        Object.defineProperty({}, 'broken', {
          enumerable: true,
          get: () => {
            throw thrown;
          },
        });
      assert.match(await textOf(harness, throwing(new Error('no database'))), /no database/);
      assert.match(await textOf(harness, throwing('no disk')), /no disk/);
      for (const thrown of [null, undefined, {}, { message: Symbol('m') }, Object.create(null)]) {
        assert.match(await textOf(harness, throwing(thrown)), /"broken":"[^"]+"/);
      }
    },
  },
  {
    name: 'a line has bounds: whatever is in it, it stays below four mebibytes, and its beginning is there',
    async run(harness) {
      const text = 'x'.repeat(100_000);
      const values = {
        'many long texts': Array.from({ length: 500 }, () => text),
        'long texts under many keys': Object.fromEntries(
          Array.from({ length: 500 }, (_, index) => [`key${index}`, text]),
        ),
        'a wide list': Array.from({ length: 200_000 }, (_, index) => index),
        'a wide object': Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`key${index}`, index])),
        'wide lists in a list': Array.from({ length: 500 }, () => Array.from({ length: 900 }, () => 'entry')),
      };
      for (const [what, value] of Object.entries(values)) {
        const { logger, raw } = await harness.make();
        logger.info('large', { first: 'kept', value });
        const line = await raw();
        assert.ok(line.length < 4 * 1_048_576, `${what}: ${line.length} characters`);
        assert.ok(line.includes('kept') && /xxxx|\b1\b|key1|entry/.test(line), `${what}: nothing is left of it`);
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
