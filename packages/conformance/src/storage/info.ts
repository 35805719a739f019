import assert from 'node:assert/strict';
import type { ObjectWriteOptions } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { drain, put, readText, sha256 } from './fixtures.js';
import { withStorage, type StorageHarness, type StorageUnderTest } from './harness.js';

const METADATA: Readonly<Record<string, string>> = {
  plain: 'value',
  empty: '',
  unicode: 'Grüße 😀 日本語 e\u0301',
  spaces: '  both ends  ',
  inner: 'a  b',
  percent: '%20 %zz =?utf-8?B?YQ==?=',
  quotes: `"'\\,;=`,
  'two-words': 'a-b',
  '0': 'a digit',
  constructor: 'a name that objects have',
};

const TYPES: readonly (readonly [string, string])[] = [
  ['a.png', 'image/png'],
  ['deep/folder/a.JPG', 'image/jpeg'],
  ['a.tar.gz', 'application/gzip'],
  ['page.html', 'text/html'],
  ['data.json', 'application/json'],
  ['no-extension', 'application/octet-stream'],
  ['png', 'application/octet-stream'],
  ['folder.png/file', 'application/octet-stream'],
  ['.png', 'application/octet-stream'],
  ['a.', 'application/octet-stream'],
  ['a.unheard-of', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
];

const BAD_OPTIONS: readonly (readonly [string, unknown])[] = [
  ['metadata with an upper-case name', { metadata: { Name: 'x' } }],
  ['metadata with an underscore', { metadata: { a_b: 'x' } }],
  ['metadata with an empty name', { metadata: { '': 'x' } }],
  ['metadata with a line break', { metadata: { a: 'x\r\nevil: 1' } }],
  ['metadata with NUL', { metadata: { a: '\u0000' } }],
  ['metadata with a lone surrogate', { metadata: { a: '\udc00' } }],
  ['metadata that is no text', { metadata: { a: 1 } }],
  ['metadata with undefined', { metadata: { a: undefined } }],
  ['metadata that is too large', { metadata: { a: 'x'.repeat(1_536) } }],
  ['metadata that is too large in UTF-8', { metadata: { a: '€'.repeat(512) } }],
  ['metadata that is no object', { metadata: 'a' }],
  ['an empty content type', { contentType: '' }],
  ['a content type without a subtype', { contentType: 'image' }],
  ['a content type with a line break', { contentType: 'image/png\r\nevil: 1' }],
  ['a content type with more behind it', { contentType: 'image/png, text/html' }],
  ['a content type beyond ASCII', { contentType: 'image/pñg' }],
  ['a cache control with a line break', { cacheControl: 'max-age=1\nevil: 1' }],
  ['an empty cache control', { cacheControl: '' }],
  ['a cache control that is no text', { cacheControl: 60 }],
  ['a cache control of more than 1,024 characters', { cacheControl: 'x'.repeat(1_025) }],
  ['a cache control that begins with a space', { cacheControl: ' no-store' }],
  ['a content type that is no text', { contentType: 5 }],
  ['a content type of more than 256 characters', { contentType: `a/${'b'.repeat(300)}` }],
  ['metadata that is null', { metadata: null }],
  ['metadata that is a list', { metadata: ['a'] }],
  ['a negative length', { contentLength: -1 }],
  ['half a byte', { contentLength: 0.5 }],
  ['a length that is no number', { contentLength: '6' }],
  ['a length that is too large to be exact', { contentLength: 2 ** 53 }],
  ['an onProgress that is no function', { onProgress: 'told' }],
  ['a SHA-256 that is none', { sha256: 'abc' }],
  ['a SHA-256 that is no text', { sha256: 1n }],
  ['a SHA-256 with one digit too many', { sha256: 'a'.repeat(65) }],
  ['a SHA-256 with something before it', { sha256: `x${'a'.repeat(64)}` }],
  ['a SHA-256 in base64', { sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=' }],
  ['another ifNoneMatch', { ifNoneMatch: '"etag"' }],
];

/** The info of an object from everywhere that tells it. */
async function infos(storage: StorageUnderTest, key: string) {
  const got = await expectOk(storage.get(key), 'get');
  const opened = await expectOk(storage.getStream(key), 'getStream');
  const stat = await expectOk(storage.stat(key), 'stat');
  assert.ok(got && opened && stat, `there is no object ${key}`);
  await drain(opened.body);
  return [
    ['get', got.info],
    ['getStream', opened.info],
    ['stat', stat],
  ] as const;
}

export const infoCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'put, get, getStream and stat tell the same of an object',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const options: ObjectWriteOptions = {
          contentType: 'image/svg+xml; charset=utf-8',
          cacheControl: 'public, max-age=31536000, immutable',
          metadata: { owner: 'ada', note: 'ü' },
          sha256: sha256(Buffer.from('content')).toUpperCase(),
        };
        const written = await expectOk(storage.put('folder/k', 'content', options), 'put');
        for (const [where, info] of [['put', written] as const, ...(await infos(storage, 'folder/k'))]) {
          const { lastModified, etag, ...rest } = info;
          assert.deepStrictEqual(
            { ...rest, metadata: { ...rest.metadata } },
            { ...options, key: 'folder/k', size: 7, sha256: options.sha256?.toLowerCase() },
            where,
          );
          assert.ok(etag !== '' && etag === written.etag, `${where}: another etag`);
          assert.ok(
            lastModified instanceof Date && Math.abs(lastModified.getTime() - written.lastModified.getTime()) <= 1_000,
            `${where}: lastModified`,
          );
        }
      }),
  },
  {
    name: 'what was not given is not there',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const written = await expectOk(storage.put('k', 'content'), 'put');
        for (const [where, info] of [['put', written] as const, ...(await infos(storage, 'k'))]) {
          assert.deepEqual({ ...info.metadata }, {}, where);
          assert.equal('cacheControl' in info && info.cacheControl !== undefined, false, where);
          assert.equal('sha256' in info && info.sha256 !== undefined, false, where);
        }
      }),
  },
  {
    name: 'a put replaces type, metadata, checksum and cache control together with the content',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const options = { contentType: 'image/png', cacheControl: 'no-store', metadata: { a: '1' } };
        await expectOk(storage.put('k', 'old', { ...options, sha256: sha256(Buffer.from('old')) }), 'put');
        await expectOk(storage.put('k', 'new', { metadata: { b: '2' } }), 'put again');
        for (const [where, info] of await infos(storage, 'k')) {
          assert.deepEqual({ ...info.metadata }, { b: '2' }, where);
          assert.equal(info.contentType, 'application/octet-stream', where);
          assert.equal(info.cacheControl, undefined, where);
          assert.equal(info.sha256, undefined, where);
        }
      }),
  },
  {
    name: 'metadata comes back exactly, whatever text it is',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await expectOk(storage.put('k', 'content', { metadata: METADATA }), 'put');
        for (const [where, info] of await infos(storage, 'k')) {
          assert.deepEqual({ ...info.metadata }, METADATA, where);
        }
        const largest = { a: '€'.repeat(511), bc: '' };
        await expectOk(storage.put('large', 'content', { metadata: largest }), 'put of the largest metadata');
        assert.deepEqual({ ...(await expectOk(storage.stat('large'), 'stat'))?.metadata }, largest);
      }),
  },
  {
    name: 'changing metadata or info that was handed in or out changes nothing',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const metadata: Record<string, string> = { a: '1' };
        const storing = storage.put('k', 'content', { metadata });
        metadata['a'] = '2';
        await expectOk(storing, 'put');
        const stat = await expectOk(storage.stat('k'), 'stat');
        assert.ok(stat);
        const before = stat.lastModified.getTime();
        for (const change of [
          () => Object.assign(stat.metadata, { a: '3' }),
          () => stat.lastModified.setTime(0),
          () => Object.assign(stat, { size: 0 }),
        ]) {
          try {
            change();
          } catch {
            // Frozen values are one way to keep the promise.
          }
        }
        const again = await expectOk(storage.stat('k'), 'stat again');
        assert.deepEqual({ ...again?.metadata }, { a: '1' });
        assert.deepEqual([again?.size, again?.lastModified.getTime()], [7, before]);
      }),
  },
  {
    name: 'the content type is the one given, else the extension’s',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        for (const [key, type] of TYPES) {
          assert.equal((await expectOk(storage.put(key, 'x'), `put ${key}`)).contentType, type, key);
          assert.equal((await expectOk(storage.stat(key), `stat ${key}`))?.contentType, type, key);
        }
        for (const contentType of ['text/plain', 'text/html; charset=utf-8', 'application/vnd.a-b+json;v="1 2"']) {
          await expectOk(storage.put('a.png', 'x', { contentType }), `put as ${contentType}`);
          assert.equal((await expectOk(storage.stat('a.png'), 'stat'))?.contentType, contentType);
        }
        await expectOk(storage.put('b.png', new Blob(['x'], { type: 'text/html' })), 'put of a Blob');
        assert.equal(
          (await expectOk(storage.stat('b.png'), 'stat'))?.contentType,
          'image/png',
          'a Blob’s type was taken',
        );
      }),
  },
  {
    name: 'options at their limits are taken',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const cacheControl = `max-age=1, x=${'y'.repeat(1_024 - 13)}`;
        const metadata = { a: 'x'.repeat(1_535) };
        const info = await expectOk(storage.put('k', 'x', { cacheControl, metadata, contentLength: 1 }), 'put');
        assert.deepEqual([info.cacheControl, { ...info.metadata }], [cacheControl, metadata]);
        await expectOk(storage.put('k', 'x', { cacheControl: '0', metadata: {} }), 'put of the least');
        assert.equal((await expectOk(storage.stat('k'), 'stat'))?.cacheControl, '0');
        await expectOk(
          storage.put('k', '', { sha256: sha256(new Uint8Array()).toUpperCase() }),
          'a SHA-256 in capitals',
        );
      }),
  },
  {
    name: 'the etag is another one whenever the content is another one',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const etags = new Set<string>();
        for (const content of ['a', 'b', 'aa', '', 'a\u0000']) {
          const { etag } = await expectOk(storage.put('k', content), 'put');
          assert.equal(etags.has(etag), false, `two contents have the etag ${etag}`);
          etags.add(etag);
          assert.equal((await expectOk(storage.stat('k'), 'stat'))?.etag, etag);
          assert.equal((await expectOk(storage.stat('k'), 'stat again'))?.etag, etag, 'the etag changes by itself');
        }
      }),
  },
  ...BAD_OPTIONS.map(([what, options]): ConformanceCase<StorageHarness> => ({
    name: `a put with bad options is refused, and what was there stays: ${what}`,
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        await expectError(storage.put('k', 'after', options as ObjectWriteOptions), 'validation', what);
        assert.equal(await readText(storage, 'k'), 'before');
      }),
  })),
];
