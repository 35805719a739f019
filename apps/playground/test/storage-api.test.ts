import { afterEach, describe, expect, test } from 'vitest';
import { unwrap } from '@infra/core';
import type { FilesView, LinkView, Problem } from '../src/contract.js';
import { LARGEST_FILE } from '../src/providers/storage.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;
afterEach(() => harness.close());

const fileAt = (key: string): string => `/api/storage/file?${new URLSearchParams({ key }).toString()}`;
const put = (key: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  harness.request(fileAt(key), { method: 'PUT', body, headers: { 'content-type': 'text/plain', ...headers } });
const textOf = async (key: string): Promise<string> => (await harness.request(fileAt(key))).text();

async function filesUnder(prefix: string, cursor?: string): Promise<FilesView> {
  const query = new URLSearchParams({ prefix, ...(cursor !== undefined && { cursor }) });
  const response = await harness.request(`/api/storage?${query.toString()}`);
  expect(response.status).toBe(200);
  return (await response.json()) as FilesView;
}

async function problemOf(response: Response, status: number): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as Problem;
  expect(problem).toMatchObject({ status, detail: expect.any(String), title: expect.any(String) });
  expect(response.status).toBe(status);
  return problem;
}

describe.each(['memory', 'local'])('files on %s', (storage) => {
  test('are uploaded, listed, downloaded and deleted', async () => {
    harness = await createHarness({ storage });
    const response = await put('invoices/2026/0001 ü.txt', 'An invoice.');
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ key: 'invoices/2026/0001 ü.txt', size: 11 });
    await put('other.txt', 'Something else.');

    const { files, provider } = await filesUnder('invoices/');
    expect(provider).toBe(storage);
    expect(files).toEqual([{ key: 'invoices/2026/0001 ü.txt', size: 11, lastModified: expect.any(String) }]);
    const download = await harness.request(fileAt('invoices/2026/0001 ü.txt'));
    expect(await download.text()).toBe('An invoice.');
    expect(Object.fromEntries(download.headers)).toMatchObject({
      ...{ 'content-type': 'text/plain', 'content-length': '11', 'content-disposition': 'attachment' },
      ...{ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
    });

    expect((await harness.request(fileAt('other.txt'), { method: 'DELETE' })).status).toBe(204);
    expect((await filesUnder('')).files.map(({ key }) => key)).toEqual(['invoices/2026/0001 ü.txt']);
    expect(await problemOf(await harness.request(fileAt('other.txt')), 404)).toMatchObject({ code: 'not_found' });
  });

  test('come page by page, each once', async () => {
    harness = await createHarness({ storage });
    const keys = Array.from({ length: 103 }, (_, index) => `many/${String(index).padStart(3, '0')}`);
    await Promise.all(keys.map(async (key) => unwrap(await harness.composer.ports.storage.put(key, ''))));
    const first = await filesUnder('many/');
    const second = await filesUnder('many/', first.nextCursor);
    expect([...first.files, ...second.files].map(({ key }) => key)).toEqual(keys);
    expect(second).not.toHaveProperty('nextCursor');
    await problemOf(await harness.request('/api/storage?prefix=other&cursor=nonsense'), 400);
  });

  test.each(['', '../secret', 'a/../b', './a', 'nul\0', 'x'.repeat(1_025)])('refuse the key %j', async (key) => {
    harness = await createHarness({ storage });
    for (const response of [await put(key, 'no'), await harness.request(fileAt(key))]) {
      const problem = await problemOf(response, 400);
      expect(problem).toMatchObject({ code: 'validation', advice: expect.any(String) });
    }
    expect((await filesUnder('')).files).toEqual([]);
  });

  test('stay as they are when an upload is refused', async () => {
    harness = await createHarness({ storage });
    await put('kept', 'old');
    expect(await problemOf(await put('kept', 'new', { 'if-none-match': '*' }), 409)).toMatchObject({
      code: 'conflict',
      advice: 'Choose another name, or say that what is there may be replaced.',
    });
    const large = new Uint8Array(LARGEST_FILE + 1);
    await problemOf(await put('kept', large, { 'content-length': String(large.length) }), 413);
    const streamed: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      body: new Blob([large]).stream(),
      duplex: 'half',
    };
    expect(await problemOf(await harness.request(fileAt('kept'), streamed), 413)).toMatchObject({ code: 'validation' });
    await problemOf(await put('kept', 'new', { 'content-type': 'no type' }), 400);
    expect(await textOf('kept')).toBe('old');
    await put('kept', 'new');
    expect(await textOf('kept')).toBe('new');
  });
});

describe('signed links', () => {
  const link = (key: string) => harness.send('POST', '/api/storage/links', { key });

  test('memory has none, and says so', async () => {
    harness = await createHarness();
    await put('a', 'text');
    expect((await filesUnder('')).signedLinks).toBe(false);
    expect(await problemOf(await link('a'), 501)).toMatchObject({
      code: 'unsupported',
      detail: 'The memory storage has no signed links',
    });
    await problemOf(await harness.request('/files/default/a'), 404);
  });

  test('of a local folder are answered here, for that file and as long as they are good', async () => {
    harness = await createHarness({ storage: 'local' });
    await put('a b/c.txt', 'text');
    await put('d.txt', 'another');
    const response = await link('a b/c.txt');
    expect(response.status).toBe(201);
    const { url, expiresAt } = (await response.json()) as LinkView;
    expect(new Date(expiresAt).getTime()).toBeGreaterThan(Date.now());
    const { origin, pathname, search } = new URL(url);
    expect(origin).toBe('http://127.0.0.1:4400');
    // As somebody would who followed the link from a mail.
    const opened = await harness.request(`${pathname}${search}`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect([opened.status, await opened.text()]).toEqual([200, 'text']);
    expect((await harness.request(`/files/default/d.txt${search}`)).status).toBe(403);
    expect((await harness.request(pathname)).status).toBe(403);
  });

  test('to a page let it show itself and do nothing', async () => {
    harness = await createHarness({ storage: 'local' });
    await put('page.html', '<script>fetch("/api/runs")</script>', { 'content-type': 'text/html' });
    const { url } = (await (await link('page.html')).json()) as LinkView;
    const { pathname, search } = new URL(url);
    const { headers } = await harness.request(`${pathname}${search}`);
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  test('lead to no file that is not there', async () => {
    harness = await createHarness({ storage: 'local' });
    await problemOf(await link('nothing'), 404);
    await problemOf(await harness.send('POST', '/api/storage/links', { key: 'a', expiresInMs: 0 }), 422);
    await problemOf(await harness.request('/api/storage/links', { method: 'POST', body: '{}' }), 415);
  });
});

describe('what goes wrong is said', () => {
  test('a storage that does not answer', async () => {
    harness = await createHarness();
    unwrap(await harness.composer.ports.storage.close());
    const problem = await problemOf(await harness.request('/api/storage'), 503);
    expect(problem).toMatchObject({ code: 'unavailable', advice: expect.stringContaining('Compose') });
  });

  test('a request without a key, by another method, or from elsewhere', async () => {
    harness = await createHarness();
    await problemOf(await harness.request('/api/storage/file'), 422);
    const wrong = await harness.request(fileAt('a'), { method: 'PATCH' });
    await problemOf(wrong, 405);
    expect(wrong.headers.get('allow')).toBe('GET, PUT, DELETE');
    await problemOf(await harness.request('/api/storage/nothing'), 404);
    await problemOf(await put('a', 'text', { origin: 'http://evil.example' }), 403);
    expect((await filesUnder('')).files).toEqual([]);
  });
});
