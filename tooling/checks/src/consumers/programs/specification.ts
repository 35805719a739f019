import assert from 'node:assert/strict';
import { unwrap, type Specification } from '@infra/core';
import { and, compile, isSatisfiedBy, not, or } from '@infra/specification';

interface Order {
  readonly status: 'open' | 'paid';
  readonly total: number;
  readonly note: string | null;
}

const large: Specification<Order> = { total: { gte: 1_000 } };
const open: Specification<Order> = { status: 'open' };
const orders: readonly Order[] = [
  { status: 'open', total: 1_000, note: null },
  { status: 'paid', total: 5, note: 'Gift' },
  { status: 'paid', total: 2_000, note: 'gift' },
];

const isMeant = unwrap(compile(and(or(open, large), not<Order>({ note: { eq: 'GIFT', ignoreCase: true } }))));
assert.deepEqual(orders.map(isMeant), [true, false, false]);
assert.equal(isSatisfiedBy<Order>({ note: { contains: 'if' } }, { status: 'open', total: 1, note: 'Gift' }), true);
const wrong = compile<Order>({ total: Number.NaN });
assert.equal(wrong.ok ? '' : wrong.error.code, 'validation');
