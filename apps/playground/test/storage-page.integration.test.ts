import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PageFixture, runOn } from './page-fixture.js';

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await PageFixture.start();
}, 240_000);
afterEach(() => fixture.leave());
afterAll(() => fixture?.close());

describe('the storage area', () => {
  const upload = async (page: Page, key: string, content: string): Promise<void> => {
    const file = { name: 'invoice.txt', mimeType: 'text/plain', buffer: Buffer.from(content) };
    await page.getByLabel(/^File, at most/).setInputFiles(file);
    await page.getByLabel('Key', { exact: true }).fill(key);
    await page.getByRole('button', { name: 'Upload' }).click();
  };

  test.each(['memory', 'local', 's3'])('%s: upload, list, download, link, delete', async (storage) => {
    await fixture.use({ storage });
    const { page } = await fixture.open('/storage');
    await upload(page, 'invoices/0001.txt', 'An invoice.');
    await page.getByText('Stored invoices/0001.txt, 11 B.').waitFor();
    await upload(page, 'letters/0001.txt', 'A letter.');
    await page.getByText('Stored letters/0001.txt, 9 B.').waitFor();
    await page.getByText('2 files', { exact: true }).waitFor();
    await page.getByLabel('Only keys that begin with').fill('inv');
    await page.getByText('1 file', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('prefix')).toBe('inv');

    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download invoices/0001.txt' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('0001.txt');
    expect(await readFile(await saved.path(), 'utf8')).toBe('An invoice.');

    const sign = page.getByRole('button', { name: 'Make a signed link to invoices/0001.txt' });
    if (storage === 'memory') {
      await page.getByText('This provider has no signed links').waitFor();
      expect(await sign.count()).toBe(0);
    } else {
      await sign.click();
      const opening = page.waitForEvent('popup');
      await page.getByRole('link', { name: 'Open invoices/0001.txt' }).click();
      await (await opening).getByText('An invoice.').waitFor();
    }
    // By the keyboard alone, and not by one press.
    await page.getByRole('button', { name: 'Delete invoices/0001.txt' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Really delete invoices/0001.txt' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('No key begins with this.').waitFor();
    await fixture.use();
  });

  test('says the code, what is wrong and what to do, and keeps what was there', async () => {
    await fixture.use();
    const { page } = await fixture.open('/storage');
    await upload(page, 'kept.txt', 'old');
    await page.getByText('Stored kept.txt').waitFor();
    await upload(page, 'kept.txt', 'new');
    const alert = page.getByRole('alert');
    await alert.getByText('conflict', { exact: true }).waitFor();
    await alert.getByText('Choose another name, or say that what is there may be replaced.').waitFor();
    await page.getByLabel('Key', { exact: true }).fill('../kept.txt');
    await page.getByRole('button', { name: 'Upload' }).click();
    await alert.getByText('validation', { exact: true }).waitFor();
    const answer = await fetch(`${fixture.base}/api/storage/file?key=kept.txt`);
    expect(await answer.text()).toBe('old');
    await page.getByLabel('Key', { exact: true }).fill('kept.txt');
    await page.getByLabel('Replace what is there').check();
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('Stored kept.txt, 3 B.').waitFor();
    await fixture.use();
  });

  test('does not send what is too large', async () => {
    const { page, complaints } = await fixture.open('/storage');
    const buffer = Buffer.alloc(16_000_001);
    const file = { name: 'large.bin', mimeType: 'application/octet-stream', buffer };
    await page.getByLabel(/^File, at most 16 MB/).setInputFiles(file);
    await page.getByText(/Choose a smaller one/).waitFor();
    expect(await page.getByRole('button', { name: 'Upload' }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });
});

test('the log of a run is there with the memory logger, and where to look with another one', async () => {
  const { page, complaints } = await fixture.open('/run?products=40&readers=4');
  const log = page.getByRole('region', { name: 'Log', exact: true });
  for (const [logger, said] of [
    ['console', 'The console logger writes to the terminal'],
    ['memory', '"token":"[redacted]"'],
  ] as const) {
    await fixture.use({ logger });
    const before = new URL(page.url()).searchParams.get('run');
    await page.keyboard.press('r');
    await page.waitForURL((url) => ![before, null].includes(url.searchParams.get('run')));
    await runOn(page).getByText('ok', { exact: true }).waitFor();
    await log.getByText(said).waitFor();
  }
  await log.getByText('run ended').waitFor();
  expect(complaints).toEqual([]);
  await fixture.use();
});

test('what is composed can be copied, for what is chosen and not yet applied as well', async () => {
  const { page, complaints } = await fixture.open('/copy?cache=redis&storage=s3&logger=pino');
  const file = page.getByRole('group', { name: 'The file' });
  await file.getByText('createS3Storage').first().waitFor();
  expect(await file.textContent()).toContain(`env('S3_SECRET_ACCESS_KEY')`);
  expect(await page.getByLabel('Install command').textContent()).toContain('@infra/storage-s3 @aws-sdk/client-s3');
  expect(complaints).toEqual([]);
});

test('with files and a link in it, the storage area is as accessible as without', async () => {
  await fixture.use({ storage: 'local' });
  await fetch(`${fixture.base}/api/storage/file?key=a/rather/long/key/of/a/file.txt`, { method: 'PUT', body: 'text' });
  for (const look of [{}, { width: 400, dark: true }]) {
    const { page } = await fixture.open('/storage?prefix=a%2F', look);
    await page.getByRole('button', { name: /^Make a signed link/ }).click();
    await page.getByRole('link', { name: /^Open/ }).waitFor();
    await page.getByRole('button', { name: /^Delete/ }).click();
    await fixture.expectAccessible(page);
  }
  await fixture.use({ logger: 'memory' });
  const { page } = await fixture.open('/run?products=40&readers=4');
  await page.waitForURL(/run=/);
  await page.keyboard.press('r');
  await page.getByRole('log').getByText('run ended').waitFor();
  await fixture.expectAccessible(page);
  await fixture.use();
});

describe.each([
  ['/storage', 1440, false],
  ['/storage', 400, true],
  ['/copy', 1440, true],
  ['/copy', 400, false],
] as const)('%s at %i px, dark: %s', (path, width, dark) => {
  test('has no serious accessibility violation and no sideways scrolling', async () => {
    const { page, complaints } = await fixture.open(path, { width, dark });
    if (path === '/storage') await page.getByRole('heading', { name: 'Upload a file' }).waitFor();
    await fixture.expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});
