import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromUserMetadata, toUserMetadata } from '../src/metadata.js';
import { decodeZ85, encodeZ85 } from '../src/z85.js';

const head = { contentType: 'text/plain', cacheControl: undefined };
const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

function bytesOf(stored: Readonly<Record<string, string>>): number {
  return Object.entries(stored).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

test('whatever goes in comes out, and a header can carry what is stored', () => {
  const names = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
  const values = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant(''));
  fc.assert(
    fc.property(fc.dictionary(names, values), fc.boolean(), (given, isHashed) => {
      const metadata = { ...given };
      const sha256 = isHashed ? SHA256 : undefined;
      const stored = toUserMetadata({ ...head, metadata, sha256 });
      for (const value of Object.values(stored)) expect(value).toMatch(/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/);
      expect(fromUserMetadata(stored)).toEqual({ metadata, sha256 });
    }),
  );
});

describe('values', () => {
  test('plain text is stored as it is', () => {
    expect(toUserMetadata({ ...head, metadata: { a: 'x y', b: '"q"' }, sha256: undefined })).toEqual({
      a: 'x y',
      b: '"q"',
    });
  });

  test.each(['', ' a', 'a ', 'a  b', 'ü', '日本', '\u{1f600}', 'z85:', 'z85:abc'])(
    '%j is encoded, and comes back',
    (value) => {
      const stored = toUserMetadata({ ...head, metadata: { a: value }, sha256: undefined });
      expect(stored['a']).toMatch(/^z85:/);
      expect(fromUserMetadata(stored).metadata).toEqual({ a: value });
    },
  );

  test('names that look like ours are kept apart from ours', () => {
    const metadata = { 'infra-sha256': 'mine', 'infra-user-a': 'b', infra: 'c' };
    const stored = toUserMetadata({ ...head, metadata, sha256: SHA256 });
    expect(fromUserMetadata(stored)).toEqual({ metadata, sha256: SHA256 });
  });

  test('what others have stored is shown as it is', () => {
    const foreign = { a: 'z85:!', b: 'z85:\u0001', c: '=?UTF-8?Q?=C3=BC?=' };
    expect(fromUserMetadata(foreign)).toEqual({ metadata: foreign, sha256: undefined });
    expect(fromUserMetadata(undefined)).toEqual({ metadata: {}, sha256: undefined });
  });
});

test.each([
  ['one value of two-byte characters', { a: 'ü'.repeat(767) }],
  ['one value of four-byte characters', { a: '\u{1f600}'.repeat(383) }],
  [
    'ten values',
    Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`name-${String(index)}`, 'ü'.repeat(73)])),
  ],
  ['plain text', { a: 'x'.repeat(1_535) }],
])('the 1,536 bytes that the port allows fit into S3’s 2 kB with the SHA-256: %s', (_name, metadata) => {
  expect(bytesOf(toUserMetadata({ ...head, metadata, sha256: SHA256 }))).toBeLessThanOrEqual(2_048);
});

test('Z85 knows its own from what is not', () => {
  // The test vector of ZeroMQ's RFC 32.
  const bytes = Buffer.from('864fd26fb559f75b', 'hex');
  expect(encodeZ85(bytes)).toBe('HelloWorld');
  expect(decodeZ85('HelloWorld')).toEqual(bytes);
  for (const wrong of ['H', 'HelloW', '#####', 'Hell~', 'Hello World']) expect(decodeZ85(wrong)).toBeUndefined();
});
