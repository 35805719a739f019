import { createHmac } from 'node:crypto';
import { createTestClock, type TestClock } from '@infra/conformance';
import { unwrap, type SignedUrl } from '@infra/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { createLocalStorage, type LinkedLocalStorage, type LocalStorageOptions } from '../src/index.js';
import { temporaryRoot } from './folder.js';

const OLD_SECRET = 'the old secret, which is long enough to be one';
const NEW_SECRET = 'the new secret, which is long enough to be one';
const baseUrl = 'https://files.test/api/files';
const BODY = '0123456789';

let root: string;
let clock: TestClock;
let storage: LinkedLocalStorage;

function make(secrets: string | readonly string[], more: Partial<LocalStorageOptions> = {}): LinkedLocalStorage {
  return createLocalStorage({ root, clock, durability: 'none', ...more, signedUrls: { baseUrl, secrets } });
}

beforeEach(async () => {
  root = temporaryRoot();
  clock = createTestClock();
  storage = make(OLD_SECRET);
  unwrap(await storage.put('a/b.txt', BODY));
  return async () => unwrap(await storage.close());
});

function send({ url, method, headers }: SignedUrl, init: RequestInit = {}, to = storage): Promise<Response> {
  return to.fetch(new Request(url, { method, ...init, headers: { ...headers, ...(init.headers as object) } }));
}

async function link(key = 'a/b.txt', downloadAs?: string): Promise<SignedUrl> {
  return unwrap(await storage.signedUrls.get(key, { downloadAs }));
}

describe('downloads', () => {
  test('whole, with what a browser and a cache need', async () => {
    const { etag } = unwrap(await storage.stat('a/b.txt')) ?? { etag: '' };
    const answer = await send(await link());
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(BODY);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'content-length': '10',
      'content-type': 'text/plain',
      etag: `"${etag}"`,
      'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
      'x-content-type-options': 'nosniff',
    });
    const head = await send(await link(), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    unwrap(await storage.put('a/b.txt', BODY, { cacheControl: 'public, max-age=60' }));
    expect((await send(await link())).headers.get('cache-control')).toBe('public, max-age=60');
  });

  test.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, BODY, 'bytes 0-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['Bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=10-', 416, undefined, 'bytes */10'],
    ['bytes=99-100', 416, undefined, 'bytes */10'],
    ['bytes=-0', 416, undefined, 'bytes */10'],
    // Several ranges, and what is none, are the whole object.
    ['bytes=0-1,3-4', 200, BODY, null],
    ['bytes=4-2', 200, BODY, null],
    ['bytes=-', 200, BODY, null],
    ['lines=1-2', 200, BODY, null],
  ])('Range %s is %i', async (range, status, text, contentRange) => {
    const answer = await send(await link(), { headers: { range } });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
    const body = await answer.text();
    if (text !== undefined) expect([body, answer.headers.get('content-length')]).toEqual([text, String(text.length)]);
  });

  test('of an empty object', async () => {
    unwrap(await storage.put('empty.txt', ''));
    const whole = await send(await link('empty.txt'));
    expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '0', '']);
    expect((await send(await link('empty.txt'), { headers: { range: 'bytes=0-' } })).status).toBe(416);
  });

  test('not again to who has this version', async () => {
    const { etag } = unwrap(await storage.stat('a/b.txt')) ?? { etag: '' };
    const status = async (headers: Record<string, string>) => (await send(await link(), { headers })).status;
    expect(await status({ 'if-none-match': `"${etag}"` })).toBe(304);
    expect(await status({ 'if-none-match': `"other", W/"${etag}"` })).toBe(304);
    expect(await status({ 'if-none-match': '*' })).toBe(304);
    expect(await status({ 'if-none-match': '"other"' })).toBe(200);
    expect(await status({ 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' })).toBe(304);
    expect(await status({ 'if-modified-since': 'Wed, 31 Dec 2025 00:00:00 GMT' })).toBe(200);
    expect(await status({ 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT', 'if-none-match': '"x"' })).toBe(200);
    expect(await status({ range: 'bytes=1-2', 'if-range': `"${etag}"` })).toBe(206);
    expect(await status({ range: 'bytes=1-2', 'if-range': '"other"' })).toBe(200);
    const unchanged = await send(await link(), { headers: { 'if-none-match': `"${etag}"` } });
    expect([unchanged.headers.get('etag'), await unchanged.text()]).toEqual([`"${etag}"`, '']);
  });

  test('under a name, whatever is in it', async () => {
    const answer = await send(await link('a/b.txt', 'naïve "file"; über.txt'));
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="na_ve _file_; _ber.txt"; filename*=UTF-8''na%C3%AFve%20%22file%22%3B%20%C3%BCber.txt`,
    );
  });

  test.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'TEXT/HTML; charset=utf-8'])(
    'of %s cannot run scripts or ask anybody',
    async (contentType) => {
      unwrap(await storage.put('page', '<script>', { contentType }));
      const { headers } = await send(await link('page'));
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*; sandbox$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test('a range of an object that is replaced meanwhile is of one version', async () => {
    unwrap(await storage.put('long.txt', 'old'.repeat(1_000)));
    const answer = await send(await link('long.txt'));
    unwrap(await storage.put('long.txt', 'new'));
    expect(await answer.text()).toBe('old'.repeat(1_000));
  });
});

describe('signatures', () => {
  test('end in time', async () => {
    const good = unwrap(await storage.signedUrls.get('a/b.txt', { expiresInMs: 60_000 }));
    clock.advance(59_999);
    expect((await send(good)).status).toBe(200);
    clock.advance(1);
    const late = await send(good);
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({ status: 403, detail: 'The link has expired.' });
  });

  test('are for one method, bucket, key, type, name and time', async () => {
    unwrap(await storage.buckets.create('other'));
    unwrap(await storage.bucket('other').put('a/b.txt', 'x'));
    const { url } = await link('a/b.txt', 'name.txt');
    const changes: readonly (readonly [string, string])[] = [
      ['/default/', '/other/'],
      ['/b.txt', '/c.txt'],
      ['expires=1', 'expires=9'],
      ['download=name', 'download=evil'],
      ['&download=name.txt', ''],
      ['?', '?type=text%2Fhtml&'],
      ['signature=', 'signature=A'],
    ];
    for (const [from, to] of changes) {
      const changed = url.replace(from, to);
      expect(changed).not.toBe(url);
      expect((await storage.fetch(new Request(changed))).status, changed).toBe(403);
    }
    expect((await storage.fetch(new Request(`${url}=`))).status).toBe(403);
    const upload = unwrap(await storage.signedUrls.put('new.txt'));
    expect((await storage.fetch(new Request(upload.url))).status).toBe(403);
    expect((await send(upload, { body: 'x', headers: { 'content-type': 'text/html' } })).status).toBe(403);
    expect((await storage.fetch(new Request(url, { method: 'PUT', body: 'x' }))).status).toBe(403);
    expect(unwrap(await storage.exists('new.txt'))).toBe(false);
  });

  test('are HMAC-SHA256, as documented', async () => {
    const { searchParams } = new URL((await link()).url);
    const grant = ['storage-local/1', 'GET', 'default', 'a/b.txt', Number(searchParams.get('expires')), '', ''];
    const expected = createHmac('sha256', OLD_SECRET).update(JSON.stringify(grant)).digest('base64url');
    expect(searchParams.get('signature')).toBe(expected);
  });

  test('of an older secret are accepted while it is in the list, and not afterwards', async () => {
    const old = await link();
    await using rotating = make([NEW_SECRET, OLD_SECRET]);
    expect((await send(old, {}, rotating)).status).toBe(200);
    const fresh = unwrap(await rotating.signedUrls.get('a/b.txt'));
    await using rotated = make(NEW_SECRET);
    expect((await send(fresh, {}, rotated)).status).toBe(200);
    expect((await send(old, {}, rotated)).status).toBe(403);
    expect((await send(fresh)).status).toBe(403);
  });
});

describe('uploads', () => {
  test('are stored with their type', async () => {
    const upload = unwrap(await storage.signedUrls.put('new.png', { contentType: 'image/png' }));
    const answer = await send(upload, { body: 'png' });
    const info = unwrap(await storage.stat('new.png'));
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, `"${info?.etag}"`]);
    expect(info).toMatchObject({ size: 3, contentType: 'image/png' });
    expect((await send(unwrap(await storage.signedUrls.put('empty.txt')))).status).toBe(200);
    expect(unwrap(await storage.stat('empty.txt'))?.size).toBe(0);
  });

  test('keep to the policy, and are refused early where the length says it', async () => {
    await using strict = make(OLD_SECRET, { policy: { maxBytes: 4, types: ['text/plain', 'image/png'] } });
    const upload = unwrap(await strict.signedUrls.put('new.txt'));
    const declared = await send(upload, { body: '12345', headers: { 'content-length': '5' } }, strict);
    expect(declared.status).toBe(413);
    const streamed = new Blob(['123', '45']).stream();
    const large = await send(upload, { body: streamed, duplex: 'half' }, strict);
    expect([large.status, large.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    const png = unwrap(await strict.signedUrls.put('new.png'));
    expect((await send(png, { body: 'txt' }, strict)).status).toBe(400);
    expect((await send(upload, { body: '1234' }, strict)).status).toBe(200);
    expect(unwrap(await strict.list()).items.map((item) => item.key)).toEqual(['a/b.txt', 'new.txt']);
  });

  test('that are shorter than they say, or break off, leave nothing', async () => {
    const upload = unwrap(await storage.signedUrls.put('new.txt'));
    expect((await send(upload, { body: '123', headers: { 'content-length': '4' } })).status).toBe(400);
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('the connection broke off')),
    });
    expect((await send(upload, { body: broken, duplex: 'half' })).status).toBe(500);
    expect(unwrap(await storage.exists('new.txt'))).toBe(false);
  });
});

describe('without a signature', () => {
  test('only a public bucket’s objects can be read, and nothing is said of others', async () => {
    unwrap(await storage.buckets.create('open-one', { access: 'public' }));
    const open = storage.bucket('open-one');
    unwrap(await open.put('a/ü b.html', 'hi'));
    const url = open.publicUrl?.('a/ü b.html') ?? '';
    expect(url).toBe(`${baseUrl}/open-one/a/%C3%BC%20b.html`);
    const answer = await storage.fetch(new Request(url));
    expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([200, 'hi', 'no-cache']);
    expect((await storage.fetch(new Request(`${baseUrl}/open-one/none`))).status).toBe(404);
    expect((await storage.fetch(new Request(url, { method: 'PUT', body: 'x' }))).status).toBe(403);
    const bodies = new Set<string>();
    for (const path of ['default/a/b.txt', 'default/none', 'no-such-bucket/a']) {
      const refused = await storage.fetch(new Request(`${baseUrl}/${path}`));
      expect(refused.status).toBe(403);
      bodies.add(await refused.text());
    }
    expect(bodies.size).toBe(1);
    unwrap(await storage.buckets.setAccess('open-one', 'private'));
    expect((await storage.fetch(new Request(url))).status).toBe(403);
  });

  test('other methods and addresses are refused', async () => {
    const { url } = await link();
    for (const method of ['DELETE', 'POST', 'PATCH', 'OPTIONS']) {
      const answer = await storage.fetch(new Request(url, { method }));
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
    }
    const elsewhere = ['https://files.test/', 'https://files.test/api/filesx/default/a', baseUrl, `${baseUrl}/default`];
    const bad = [
      `${baseUrl}/default/`,
      `${baseUrl}/.storage/root.json`,
      `${baseUrl}/default/%ff`,
      `${baseUrl}/default/a%00`,
    ];
    const climbing = [`${baseUrl}/default/..%2f..%2fetc/passwd`, `${baseUrl}/default/%2e%2e/%2e%2e/x`];
    for (const address of [...elsewhere, ...bad, ...climbing]) {
      expect((await storage.fetch(new Request(address))).status, address).toBe(404);
    }
  });

  test('failures are problem details that say nothing of this machine', async () => {
    const good = await link('none.txt');
    const missing = await send(good);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await missing.json()).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 });
    unwrap(await storage.close());
    const closed = await send(good);
    expect(closed.status).toBe(503);
    expect(await closed.text()).not.toContain(root);
  });
});
