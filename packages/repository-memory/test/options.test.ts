import { isInfraError } from '@infra/core';
import { expect, test } from 'vitest';
import { createMemoryDatabase, createMemoryRepository, type MemoryDatabase } from '../src/index.js';

const fields = { id: 'text', total: 'integer', note: 'text?', at: 'date?' } as const;

type Given = Parameters<typeof createMemoryRepository>[0];

function problemOf(options: Readonly<Record<string, unknown>>, database = createMemoryDatabase()): string {
  try {
    const given: unknown = { database, name: 'order', fields, ...options };
    createMemoryRepository(given as Given);
  } catch (error) {
    if (!isInfraError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
  return '';
}

test.each<readonly [string, Readonly<Record<string, unknown>>, RegExp]>([
  ['another database', { database: { internals: {} } }, /database/],
  ['no name', { name: '' }, /name/],
  ['a name that is no text', { name: 5 }, /name/],
  ['a kind that is not there', { fields: { id: 'uuid' } }, /fields\.id.*"uuid"/],
  ['a kind that every object has', { fields: { id: 'constructor' } }, /fields\.id/],
  ['a field that looks like a combination', { fields: { ...fields, $and: 'text' } }, /\$and/],
  ['no id', { fields: { total: 'integer' } }, /id/],
  ['an id that is not there', { id: 'key' }, /"key"/],
  ['an id that may be null', { id: 'note' }, /note/],
  ['an id of data', { fields: { id: 'json' } }, /id/],
  ['unique fields that are not there', { unique: [['colour']] }, /"colour"/],
  ['defaults of fields that are not there', { defaults: { colour: 'red' } }, /"colour"/],
  ['a version that is not there', { version: 'version' }, /version/],
  ['a version of text', { version: 'note' }, /version.*number/],
  ['a time of text', { createdAt: 'note' }, /createdAt.*date/],
  ['an actor that is a number', { createdBy: 'total' }, /createdBy.*text/],
  ['an end that may not be null', { fields: { ...fields, at: 'date' }, deletedAt: 'at' }, /deletedAt.*nullable/],
  ['one field for two', { createdAt: 'at', updatedAt: 'at' }, /updatedAt.*another role/],
  ['a schema of version 0', { schema: { field: 'total', current: 0, upgrade: () => ({}) } }, /schema\.current/],
  ['a schema of half a version', { schema: { field: 'total', current: 1.5, upgrade: () => ({}) } }, /schema\.current/],
  [
    'a schema whose field is no number',
    { schema: { field: 'note', current: 1, upgrade: () => ({}) } },
    /schemaVersion/,
  ],
])('%s is refused', (_, options, message) => {
  const problem = problemOf(options);
  expect(problem).toMatch(/^validation: /);
  expect(problem).toMatch(message);
});

test('options that make sense are taken', () => {
  expect(problemOf({ unique: [['total', 'note']], deletedAt: 'at', version: 'total', defaults: { note: 'x' } })).toBe(
    '',
  );
});

test('two repositories of one name have the same fields, or the second is refused', () => {
  const database: MemoryDatabase = createMemoryDatabase();
  expect(problemOf({}, database)).toBe('');
  expect(problemOf({}, database)).toBe('');
  expect(problemOf({ fields: { ...fields, note: 'integer?' } }, database)).toMatch(/other fields/);
  expect(problemOf({ unique: [['total']] }, database)).toMatch(/other fields/);
  expect(problemOf({ name: 'item', fields: { id: 'text' } }, database)).toBe('');
});
