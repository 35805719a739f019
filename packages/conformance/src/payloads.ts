import type { StandardSchemaV1 } from '@infra/core';

/** What the suites send where a schema judges it. */
export interface Order {
  readonly sku: string;
  readonly count: number;
}

/** A schema as any library makes it: here by hand, so that the suite depends on none. */
export const orderSchema: StandardSchemaV1<unknown, Order> = {
  '~standard': {
    version: 1,
    vendor: 'conformance',
    validate: async (value) => {
      const { sku, count } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Order>;
      if (typeof sku !== 'string') return { issues: [{ message: 'no text', path: ['sku'] }] };
      if (typeof count !== 'number')
        return { issues: [{ message: 'no number', path: [{ key: 'lines' }, 0, 'count'] }] };
      return { value: { sku: sku.toUpperCase(), count } };
    },
  },
};

/** What a payload may be: each must come back exactly, or be refused. */
export const shapes: readonly (readonly [string, unknown])[] = [
  ['plain data', { a: [1, 'two', null, true, { b: -1.5 }], 'ключ 🗝': '\u2028"\\' }],
  [
    'types that JSON does not have',
    { d: new Date(5), m: new Map([['k', new Set([1n])]]), u: undefined, n: Number.NaN, z: -0 },
  ],
  ['bytes', Buffer.from([0, 255, 128])],
  ['a key __proto__', JSON.parse('{"__proto__":{"polluted":true}}')],
  ['a megabyte', 'é'.repeat(524_288)],
  ['nothing', undefined],
  ['a text that looks like ours', '~{"~d":5}'],
  ['an object that looks like ours', { '~d': 5 }],
];
