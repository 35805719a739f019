import type { AuditTrail, DeletedEntities } from '@infra/core';
import { expectTypeOf, test } from 'vitest';
import { createMemoryDatabase, createMemoryRepository, type FieldDeclarations } from '../src/index.js';

interface Order {
  readonly id: string;
  readonly total: number;
  readonly points: bigint;
  readonly isGift: boolean;
  readonly status: 'open' | 'paid';
  readonly note: string | null;
  readonly deletedAt: Date | null;
  readonly tags: readonly string[];
}

type Fields = FieldDeclarations<Order>;

const fields = {
  id: 'text',
  total: 'integer',
  points: 'bigint',
  isGift: 'boolean',
  status: 'text',
  note: 'text?',
  deletedAt: 'date?',
  tags: 'json',
} as const satisfies Fields;

const database = createMemoryDatabase();

test('each field is declared by what it holds', () => {
  expectTypeOf<Fields['id']>().toEqualTypeOf<'text'>();
  expectTypeOf<Fields['total']>().toEqualTypeOf<'number' | 'integer'>();
  expectTypeOf<Fields['points']>().toEqualTypeOf<'bigint'>();
  expectTypeOf<Fields['isGift']>().toEqualTypeOf<'boolean'>();
  expectTypeOf<Fields['status']>().toEqualTypeOf<'text'>();
  expectTypeOf<Fields['note']>().toEqualTypeOf<'text?'>();
  expectTypeOf<Fields['deletedAt']>().toEqualTypeOf<'date?'>();
  expectTypeOf<Fields['tags']>().toEqualTypeOf<'json' | 'data'>();
});

test('a field that is forgotten, or of another kind, does not compile', () => {
  const { note: _, ...forgotten } = fields;
  // @ts-expect-error -- note is forgotten
  createMemoryRepository<Order>({ database, name: 'a', fields: forgotten });
  // @ts-expect-error -- total is no text
  createMemoryRepository<Order>({ database, name: 'b', fields: { ...fields, total: 'text' } });
  // @ts-expect-error -- note may be null
  createMemoryRepository<Order>({ database, name: 'c', fields: { ...fields, note: 'text' } });
  // @ts-expect-error -- total may not be null
  createMemoryRepository<Order>({ database, name: 'd', fields: { ...fields, total: 'integer?' } });
});

test('roles are of fields of their kind', () => {
  createMemoryRepository<Order>({ database, name: 'order', fields, deletedAt: 'deletedAt', version: 'total' });
  const wrong = (): void => {
    // @ts-expect-error -- note is no time
    createMemoryRepository<Order>({ database, name: 'order', fields, deletedAt: 'note' });
    // @ts-expect-error -- status is no number
    createMemoryRepository<Order>({ database, name: 'order', fields, version: 'status' });
  };
  expectTypeOf(wrong).toBeFunction();
});

test('deleted and audit are there for those who asked for them', () => {
  const plain = createMemoryRepository<Order>({ database, name: 'order', fields });
  const soft = createMemoryRepository<Order>({ database, name: 'order', fields, deletedAt: 'deletedAt' });
  const audited = createMemoryRepository<Order>({ database, name: 'order', fields, audit: true });
  const both = createMemoryRepository<Order>({ database, name: 'order', fields, deletedAt: 'deletedAt', audit: true });
  expectTypeOf(plain.deleted).toEqualTypeOf<DeletedEntities<Order, string> | undefined>();
  expectTypeOf(plain.audit).toEqualTypeOf<AuditTrail<Order, string> | undefined>();
  expectTypeOf(soft.deleted).toEqualTypeOf<DeletedEntities<Order, string>>();
  expectTypeOf(soft.audit).toEqualTypeOf<AuditTrail<Order, string> | undefined>();
  expectTypeOf(audited.audit).toEqualTypeOf<AuditTrail<Order, string>>();
  expectTypeOf(both.deleted).toEqualTypeOf<DeletedEntities<Order, string>>();
  expectTypeOf(both.audit).toEqualTypeOf<AuditTrail<Order, string>>();
});
