import { isInfraError } from '@infra/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  createLocalStorage,
  type LinkedLocalStorage,
  type LocalStorage,
  type LocalStorageOptions,
} from '../src/index.js';

const secret = 'a secret that is long enough to be one';
const signedUrls = { baseUrl: 'https://files.test/x/', secrets: secret };

const BAD: readonly (readonly [string, object])[] = [
  ['no root', {}],
  ['an empty root', { root: '' }],
  ['a root with a NUL', { root: 'a\0b' }],
  ['a bad bucket', { root: 'x', bucket: '../etc' }],
  ['another durability', { root: 'x', durability: 'maybe' }],
  ['a short sweep', { root: 'x', sweepAfterMs: 10 }],
  ['a policy that is none', { root: 'x', policy: { maxBytes: -1 } }],
  ['a base that is no URL', { root: 'x', signedUrls: { ...signedUrls, baseUrl: '/files' } }],
  ['a base of another protocol', { root: 'x', signedUrls: { ...signedUrls, baseUrl: 'ftp://files.test' } }],
  ['a base with a query', { root: 'x', signedUrls: { ...signedUrls, baseUrl: 'https://files.test/?a=b' } }],
  ['a base with a password', { root: 'x', signedUrls: { ...signedUrls, baseUrl: 'https://a:b@files.test/' } }],
  ['no secret', { root: 'x', signedUrls: { ...signedUrls, secrets: [] } }],
  ['a short secret', { root: 'x', signedUrls: { ...signedUrls, secrets: [secret, 'short-and-sweet'] } }],
];

describe('options', () => {
  test.each(BAD)('%s is refused', (_, options) => {
    let thrown: unknown;
    try {
      createLocalStorage(options as LocalStorageOptions);
    } catch (cause) {
      thrown = cause;
    }
    if (!isInfraError(thrown)) expect.fail('nothing was thrown');
    expect([thrown.code, thrown.operation]).toEqual(['validation', 'storage.create']);
    expect(thrown.message).not.toContain('short-and-sweet');
  });

  test('with signedUrls there are links and a handler, without them none', () => {
    const plain = createLocalStorage({ root: 'x' });
    const linked = createLocalStorage({ root: 'x', signedUrls });
    expectTypeOf(plain).toEqualTypeOf<LocalStorage>();
    expectTypeOf(linked).toEqualTypeOf<LinkedLocalStorage>();
    expect('signedUrls' in plain || 'publicUrl' in plain || 'fetch' in plain).toBe(false);
    expect(linked.publicUrl('a b')).toBe('https://files.test/x/default/a%20b');
  });
});
