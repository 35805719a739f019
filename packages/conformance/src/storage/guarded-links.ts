import assert from 'node:assert/strict';
import type { AsyncResult, SignedUrl } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { freshBucketName, put, readText } from './fixtures.js';
import { expectContent, expectRefused, requestOf, withLinks, type Send } from './follow-links.js';
import { withStorage, type StorageHarness } from './harness.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const BAD_EXPIRIES: readonly number[] = [0, -1_000, 1, 999, 1_500, 7 * DAY + 1_000, Number.NaN, Infinity];

/** The link with one parameter changed, for each of its parameters. */
function* tampered(link: SignedUrl): Generator<readonly [string, SignedUrl]> {
  for (const name of new URL(link.url).searchParams.keys()) {
    const url = new URL(link.url);
    const value = url.searchParams.get(name) ?? '';
    const last = value.at(-1) ?? '';
    url.searchParams.set(name, `${value.slice(0, -1)}${last === '1' ? '2' : '1'}`);
    yield [name, { ...link, url: url.href }];
  }
}

export const guardedLinkCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'a signed link is good for its own method only',
    needs: ['fetch'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        await put(storage, 'k', 'before');
        const reading = await expectOk(links.get('k'), 'get');
        const writing = await expectOk(links.put('k'), 'put');
        await expectRefused(send(requestOf({ ...reading, method: 'PUT' }, 'evil')), 'PUT by a link to read');
        await expectRefused(send(new Request(reading.url, { method: 'DELETE' })), 'DELETE by a link to read');
        await expectRefused(send(new Request(writing.url)), 'GET by a link to write');
        await expectRefused(send(new Request(writing.url, { method: 'DELETE' })), 'DELETE by a link to write');
        assert.equal(await readText(storage, 'k'), 'before');
      }),
  },
  {
    name: 'a signed link that was tampered with is refused',
    needs: ['fetch'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        await put(storage, 'mine', 'mine');
        await put(storage, 'your', 'your');
        const reading = await expectOk(links.get('mine', { downloadAs: 'file.txt' }), 'get');
        await expectContent(send(requestOf(reading)), 'mine', 'the link as it was');
        for (const [what, link] of tampered(reading)) await expectRefused(send(requestOf(link)), `another ${what}`);
        const elsewhere = reading.url.replace(/mine(?=[/?]|$)/, 'your');
        assert.notEqual(elsewhere, reading.url, 'the key is not in the link');
        await expectRefused(send(requestOf({ ...reading, url: elsewhere })), 'another key');
        const writing = await expectOk(links.put('mine'), 'put');
        for (const [what, link] of tampered(writing)) {
          await expectRefused(send(requestOf(link, 'evil')), `another ${what} to write`);
        }
        const target = writing.url.replace(/mine(?=[/?]|$)/, 'your');
        await expectRefused(send(requestOf({ ...writing, url: target }, 'evil')), 'another key to write');
        const bare = new URL(reading.url);
        bare.search = '';
        await expectRefused(send(new Request(bare)), 'no signature at all');
        assert.deepEqual([await readText(storage, 'mine'), await readText(storage, 'your')], ['mine', 'your']);
      }),
  },
  {
    name: 'a signed link is good until it expires, and not after',
    needs: ['fetch', 'advance'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        await put(storage, 'k', 'before');
        const short = await expectOk(links.get('k', { expiresInMs: MINUTE }), 'get');
        const long = await expectOk(links.get('k', { expiresInMs: 7 * DAY }), 'get');
        const writing = await expectOk(links.put('k', { expiresInMs: MINUTE }), 'put');
        await harness.advance?.(50_000);
        await expectContent(send(requestOf(short)), 'before', 'before it expires');
        await harness.advance?.(12_000);
        await expectRefused(send(requestOf(short)), 'after it expired');
        await expectRefused(send(requestOf(writing, 'evil')), 'an expired link to write');
        await expectContent(send(requestOf(long)), 'before', 'the one that lives longer');
        assert.equal(await readText(storage, 'k'), 'before');
      }),
  },
  {
    name: 'a signed link with bad options is refused',
    run: (harness) =>
      withLinks(harness, async (_, links) => {
        const attempts: readonly (readonly [string, AsyncResult<unknown>])[] = [
          ...BAD_EXPIRIES.flatMap((expiresInMs) => [
            [`get for ${String(expiresInMs)} ms`, links.get('k', { expiresInMs })] as const,
            [`put for ${String(expiresInMs)} ms`, links.put('k', { expiresInMs })] as const,
          ]),
          ['an empty name', links.get('k', { downloadAs: '' })],
          ['a name with a line break', links.get('k', { downloadAs: 'a\r\nevil: 1' })],
          ['a name with a lone surrogate', links.get('k', { downloadAs: '\ud800' })],
          ['a type that is none', links.put('k', { contentType: 'image' })],
        ];
        for (const [what, attempt] of attempts) await expectError(attempt, 'validation', what);
        for (const expiresInMs of [1_000, 7 * DAY]) await expectOk(links.get('k', { expiresInMs }), 'a good expiry');
      }),
  },
  {
    name: 'a signed link to write keeps to the policy of keys and types',
    run: (harness) =>
      withLinks(
        harness,
        async (_, links) => {
          await expectOk(links.put('in/a.png'), 'a good key and type');
          await expectError(links.put('out/a.png'), 'validation', 'another key');
          await expectError(links.put('in/a.html'), 'validation', 'another type by extension');
          await expectError(links.put('in/a.png', { contentType: 'text/html' }), 'validation', 'another type');
        },
        { policy: { keys: /in\/.*/, types: ['image/*'] } },
      ),
  },
  {
    name: 'anybody reads the objects of a public bucket by their address, and nobody those of a private one',
    needs: ['fetch'],
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const send: Send = async (request) => (await harness.fetch?.(request)) ?? assert.fail('no fetch');
        if (storage.publicUrl === undefined) return;
        const name = freshBucketName();
        await expectOk(storage.buckets.create(name, { access: 'public' }), 'create');
        const bucket = storage.bucket(name);
        const address = (key: string): string => bucket.publicUrl?.(key) ?? assert.fail('no publicUrl');
        for (const key of ['k', 'deep/ü 😀+%?.txt']) {
          await put(bucket, key);
          await expectContent(send(new Request(address(key))), `content of ${key}`, key);
          await expectRefused(send(new Request(address(key), { method: 'PUT', body: 'evil' })), 'a write');
          await expectRefused(send(new Request(address(key), { method: 'DELETE' })), 'a delete');
          assert.equal(await readText(bucket, key), `content of ${key}`);
        }
        assert.equal((await send(new Request(address('missing')))).ok, false);
        await expectOk(storage.buckets.setAccess(name, 'private'), 'setAccess');
        await expectRefused(send(new Request(address('k'))), 'a read of what is private again');
        await put(storage, 'k');
        const own = storage.publicUrl('k');
        await expectRefused(send(new Request(own)), 'a read of what was always private');
        await expectOk(storage.buckets.empty(name), 'empty');
        await expectOk(storage.buckets.delete(name), 'delete');
      }),
  },
];
