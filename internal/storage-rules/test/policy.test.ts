import { Buffer } from 'node:buffer';
import { InfraError } from '@infra/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contentDisposition,
  expiryProblem,
  fileNameProblem,
  resolvePolicy,
  type ResolvedPolicy,
} from '../src/index.js';

const invalid = (message: string): InfraError =>
  new InfraError({ code: 'validation', message, provider: 'test', operation: 'storage.create' });

function policyOf(policy: unknown): ResolvedPolicy {
  return resolvePolicy(policy as Parameters<typeof resolvePolicy>[0], invalid);
}

/** What the content check says of a declared type and first bytes. */
async function check(declared: string, head: Uint8Array): Promise<'passes' | 'refused'> {
  const problem = await policyOf({ types: [declared] }).contentCheck(declared)?.(head);
  return problem === undefined ? 'passes' : 'refused';
}

function zipOf(name: string, content = ''): Uint8Array {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name + content), Buffer.from('PK\u0001\u0002'), Buffer.alloc(60)]);
}

const HEADS = {
  png: Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049444154789c', 'hex'),
  jpeg: Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  pdf: Buffer.from('%PDF-1.7\n'),
  xml: Buffer.from('<?xml version="1.0" encoding="UTF-8"?><svg/>'),
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  html: Buffer.from('<!doctype html><p>hello'),
  json: Buffer.from('{"a":1}'),
  text: Buffer.from('hello'),
  nothing: new Uint8Array(),
  zip: zipOf('a.txt'),
  epub: zipOf('mimetype', 'application/epub+zip'),
  cfb: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
  gzip: Buffer.from('1f8b0800000000000003', 'hex'),
  exe: Buffer.from('4d5a90000300000004000000ffff0000', 'hex'),
  mp3: Buffer.from('49443303000000000000fffb9064', 'hex'),
  mp4: Buffer.from('0000002066747970697336d00000020069736f6d69736f3261766331', 'hex'),
} as const;

describe('content by its first bytes', () => {
  test.each<readonly [string, keyof typeof HEADS]>([
    ['image/png', 'png'],
    ['image/jpeg', 'jpeg'],
    ['image/jpg', 'jpeg'],
    ['application/pdf', 'pdf'],
    ['image/svg+xml', 'xml'],
    ['image/svg+xml', 'svg'],
    ['application/xml', 'xml'],
    ['text/xml', 'xml'],
    ['text/html', 'html'],
    ['application/xhtml+xml', 'xml'],
    ['text/plain', 'text'],
    ['text/plain', 'xml'],
    ['text/csv', 'nothing'],
    ['application/json', 'json'],
    ['application/zip', 'zip'],
    ['application/zip', 'epub'],
    ['application/x-zip-compressed', 'zip'],
    ['application/epub+zip', 'epub'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'zip'],
    ['application/vnd.oasis.opendocument.text', 'zip'],
    ['application/msword', 'cfb'],
    ['application/vnd.ms-excel', 'cfb'],
    ['application/gzip', 'gzip'],
    ['application/x-gzip', 'gzip'],
    ['audio/mpeg', 'mp3'],
    ['audio/mp3', 'mp3'],
    ['application/octet-stream', 'exe'],
    ['application/octet-stream', 'nothing'],
    ['application/vnd.acme.drawing', 'zip'],
    ['application/vnd.acme.drawing', 'text'],
    ['model/stl', 'text'],
  ])('%s passes with %s', async (declared, head) => {
    expect(await check(declared, HEADS[head])).toBe('passes');
  });

  test.each<readonly [string, keyof typeof HEADS]>([
    ['image/png', 'jpeg'],
    ['image/png', 'html'],
    ['image/png', 'nothing'],
    ['image/jpeg', 'exe'],
    ['image/svg+xml', 'png'],
    ['application/pdf', 'text'],
    ['text/plain', 'png'],
    ['text/plain', 'exe'],
    ['text/html', 'pdf'],
    ['text/csv', 'zip'],
    ['application/json', 'zip'],
    ['application/json', 'xml'],
    ['application/zip', 'gzip'],
    ['application/zip', 'text'],
    ['application/epub+zip', 'text'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'epub'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'text'],
    ['application/msword', 'zip'],
    ['application/msword', 'exe'],
    ['application/vnd.acme.drawing', 'exe'],
    ['audio/mpeg', 'exe'],
    ['video/mp4', 'mp3'],
  ])('%s is refused with %s', async (declared, head) => {
    expect(await check(declared, HEADS[head])).toBe('refused');
  });

  test('no first bytes make the look at them fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(...Object.values(HEADS)),
        async (tail, head) => {
          expect(['passes', 'refused']).toContain(await check('image/png', Buffer.concat([head, tail])));
        },
      ),
    );
  });
});

describe('a policy', () => {
  test.each([
    { maxBytes: 0 },
    { maxBytes: 1.5 },
    { maxBytes: '1' },
    { types: [] },
    { types: 'image/png' },
    { types: ['image'] },
    { types: ['*/*'] },
    { types: [1] },
    { keys: 'a' },
  ])('that makes no sense is thrown back: %o', (policy) => {
    expect(() => policyOf(policy)).toThrow(/policy\./);
  });

  test('of keys matches as a whole, whatever the flags, every time', () => {
    for (const flags of ['', 'g', 'm', 'y', 'gmu', 'i']) {
      const { keyProblem } = policyOf({ keys: new RegExp('a|ab|c{2}', flags) });
      for (let round = 0; round < 3; round += 1) {
        for (const key of ['a', 'ab', 'cc']) expect(keyProblem(key)).toBeUndefined();
        for (const key of ['', 'abc', 'xa', 'a\u2028', 'b']) expect(keyProblem(key)).toMatch(/policy/);
      }
    }
  });

  test('of types compares without case and parameters', () => {
    const { typeProblem } = policyOf({ types: ['image/*', 'Text/HTML'] });
    for (const type of ['image/png', 'IMAGE/x-y', 'text/html; charset=utf-8'])
      expect(typeProblem(type)).toBeUndefined();
    for (const type of ['images/png', 'text/htm', 'application/image']) expect(typeProblem(type)).toMatch(/policy/);
    expect(policyOf(undefined).typeProblem('a/b')).toBeUndefined();
  });
});

describe('links', () => {
  test('live whole seconds, from one second to seven days', () => {
    for (const ms of [undefined, 1_000, 900_000, 604_800_000]) expect(expiryProblem(ms)).toBeUndefined();
    for (const ms of [0, 999, 1_500, 604_801_000, -1_000, Number.NaN, Infinity, '1000']) {
      expect(expiryProblem(ms)).toMatch(/expiresInMs/);
    }
  });

  test('save under any name that is one, in a header of ASCII that cannot be broken out of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (name) => {
        if (fileNameProblem(name) !== undefined) return;
        const header = contentDisposition(name);
        expect(header).toMatch(/^attachment; filename="[ !#-[\]-~]*"; filename\*=UTF-8''[\w%!#$&+.^`|~-]+$/);
        // The last one: a quoted name may itself hold two apostrophes, an encoded one holds none.
        expect(decodeURIComponent(header.slice(header.lastIndexOf("''") + 2))).toBe(name);
      }),
    );
    for (const name of ['', 'a\n', '\ud800', 'x'.repeat(256), 5]) expect(fileNameProblem(name)).toMatch(/downloadAs/);
  });
});
