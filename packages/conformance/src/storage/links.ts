import assert from 'node:assert/strict';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { assertBytes, freshBucketName, pattern, put, readText } from './fixtures.js';
import { expectContent, expectRefused, requestOf, withLinks } from './follow-links.js';
import { withStorage, type StorageHarness } from './harness.js';

const MINUTE = 60_000;

const AWKWARD: readonly string[] = [
  'a b+c',
  'a%20b',
  'ü/日本/😀',
  'a?b#c&d=e',
  'a//b/',
  '/a',
  '//evil.example/a',
  'a\\b',
  'é',
  'e\u0301',
  "a'(b)*!",
  '...',
  'x'.repeat(700),
];

export const linkCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'a harness for a storage with links can follow them',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const hasLinks = storage.signedUrls !== undefined || storage.publicUrl !== undefined;
        assert.ok(!hasLinks || harness.fetch !== undefined, 'the storage has links, and the harness no fetch');
        const other = storage.bucket(freshBucketName());
        assert.equal(other.signedUrls !== undefined, storage.signedUrls !== undefined, 'signedUrls of another bucket');
        assert.equal(other.publicUrl !== undefined, storage.publicUrl !== undefined, 'publicUrl of another bucket');
      }),
  },
  {
    name: 'a signed link reads an object without credentials, and lives for 15 minutes unless told otherwise',
    needs: ['fetch'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        await expectOk(storage.put('a/b.png', 'content', { contentType: 'image/x-test' }), 'put');
        const link = await expectOk(links.get('a/b.png'), 'get');
        assert.equal(link.method, 'GET');
        const answer = await expectContent(send(requestOf(link)), 'content', 'the link');
        assert.equal(answer.headers.get('content-type'), 'image/x-test');
        const minute = await expectOk(links.get('a/b.png', { expiresInMs: MINUTE }), 'get for a minute');
        const difference = link.expiresAt.getTime() - minute.expiresAt.getTime();
        assert.ok(Math.abs(difference - 14 * MINUTE) < 5_000, `it lives ${String(difference)} ms longer than a minute`);
      }),
  },
  {
    name: 'a signed link writes one object, of one type only',
    needs: ['fetch'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        const link = await expectOk(links.put('a/b.png', { contentType: 'image/x-test' }), 'put');
        assert.equal(link.method, 'PUT');
        const rest = Object.entries(link.headers).filter(([name]) => name.toLowerCase() !== 'content-type');
        const other = { ...link, headers: { ...Object.fromEntries(rest), 'content-type': 'text/html' } };
        await expectRefused(send(requestOf(other, '<script>')), 'another type');
        assert.equal(await expectOk(storage.exists('a/b.png'), 'exists'), false, 'what was refused is there');
        const answer = await send(requestOf(link, 'uploaded'));
        assert.ok(answer.ok, `the upload: ${String(answer.status)}`);
        assert.equal(await readText(storage, 'a/b.png'), 'uploaded');
        assert.equal((await expectOk(storage.stat('a/b.png'), 'stat'))?.contentType, 'image/x-test');
        const byExtension = await expectOk(links.put('c.png'), 'put by extension');
        assert.ok((await send(requestOf(byExtension, 'png'))).ok);
        assert.equal((await expectOk(storage.stat('c.png'), 'stat'))?.contentType, 'image/png');
      }),
  },
  {
    name: 'a signed link finds its object whatever is in the key',
    needs: ['fetch'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        for (const key of AWKWARD) await put(storage, key);
        for (const key of AWKWARD) {
          const link = await expectOk(links.get(key), `get ${key}`);
          await expectContent(send(requestOf(link)), `content of ${key}`, JSON.stringify(key));
          const writing = await expectOk(links.put(key), `put ${key}`);
          assert.ok((await send(requestOf(writing, `uploaded to ${key}`))).ok, `upload to ${JSON.stringify(key)}`);
        }
        for (const key of AWKWARD) assert.equal(await readText(storage, key), `uploaded to ${key}`);
      }),
  },
  {
    name: 'a signed link says under which name a browser saves the object',
    needs: ['fetch'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        await put(storage, 'k', pattern(1_000));
        for (const downloadAs of ['report.pdf', 'Grüße 😀 "a;b".pdf', "it's 100%.txt"]) {
          const link = await expectOk(links.get('k', { downloadAs }), 'get');
          const answer = await send(requestOf(link));
          assert.equal(answer.status, 200);
          assertBytes(new Uint8Array(await answer.arrayBuffer()), pattern(1_000), downloadAs);
          const header = answer.headers.get('content-disposition') ?? '';
          assert.match(header, /^attachment;/, downloadAs);
          const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
          const plain = /filename="([^"]*)"/.exec(header)?.[1];
          assert.equal(encoded === undefined ? plain : decodeURIComponent(encoded), downloadAs);
        }
        const answer = await send(requestOf(await expectOk(links.get('k'), 'get')));
        assert.doesNotMatch(answer.headers.get('content-disposition') ?? '', /attachment/);
        await answer.arrayBuffer();
      }),
  },
  {
    name: 'a signed link says nothing about whether the object exists',
    needs: ['fetch'],
    run: (harness) =>
      withLinks(harness, async (storage, links, send) => {
        const link = await expectOk(links.get('later'), 'get');
        assert.equal((await send(requestOf(link))).status, 404);
        await put(storage, 'later', 'here');
        await expectContent(send(requestOf(link)), 'here', 'the same link');
      }),
  },
];
