import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.js';
import { ensureBuilt } from './build.js';
import { PlaygroundProcess } from './playground-process.js';

let browser: Browser;
let playground: PlaygroundProcess;
let base: string;
let axe: string;
let data: string;

beforeAll(async () => {
  await ensureBuilt();
  data = await mkdtemp(join(tmpdir(), 'playground-data-'));
  const env = { REDIS_URL: '', S3_ENDPOINT: '', S3_BUCKET: '', PLAYGROUND_DATA: data };
  playground = new PlaygroundProcess(['--port', '0', '--products', '300', '--readers', '50'], env);
  [browser, base, axe] = await Promise.all([
    launchBrowser(),
    playground.url(),
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  ]);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  playground?.kill('SIGTERM');
  await playground?.ended();
  await rm(data, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What went wrong, and what was asked of anybody else. */
  readonly complaints: string[];
}

let contexts: BrowserContext[] = [];
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

async function open(path: string, look: { readonly width?: number; readonly dark?: boolean } = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: 900 },
    colorScheme: look.dark === true ? 'dark' : 'light',
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  contexts.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) complaints.push(`asked ${request.url()}`);
  });
  await page.goto(`${base}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, complaints };
}

/** Applies a composition without the page. */
async function use(cache: string, change: { readonly storage?: string; readonly logger?: string } = {}): Promise<void> {
  const answer = await fetch(`${base}/api/composition`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cache, storage: 'memory', logger: 'console', ...change }),
  });
  expect(answer.status).toBe(200);
}

const run = (page: Page) => page.getByRole('region', { name: 'The run' });

describe('the page', () => {
  test('loads without a complaint, and leads to Compose', async () => {
    const { page, complaints } = await open('/');
    await page.getByText('live ·').waitFor();
    expect(new URL(page.url()).pathname).toBe('/compose');
    expect(await page.title()).toBe('Compose · Infra playground');
    expect(complaints).toEqual([]);
  });

  test('keeps everything in its address, defaults included', async () => {
    const { page } = await open('/run');
    await page.waitForURL(/run=/);
    const query = new URL(page.url()).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      ...{ cache: 'memory', storage: 'memory', logger: 'console', scenario: 'catalogue' },
      ...{ products: '4900', readers: '200', seed: '7' },
    });
  });

  test('switches a provider, applies it, and goes back', async () => {
    const { page, complaints } = await open('/compose');
    await page.getByRole('radio', { name: /^Redis/ }).check();
    await page.getByText('1 change', { exact: true }).waitFor();
    await page.getByRole('complementary', { name: 'About cache' }).getByText('Needs a Redis server.').waitFor();
    expect(new URL(page.url()).searchParams.get('cache')).toBe('redis');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('No changes').waitFor();
    expect(
      await page
        .getByRole('radio', { name: /^Memory/ })
        .first()
        .isChecked(),
    ).toBe(true);

    await page.getByRole('radio', { name: /^Redis/ }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText('No changes').waitFor();
    await page.getByRole('link', { name: /redis · memory · console/ }).waitFor();
    await page
      .getByRole('complementary')
      .getByText(/redis-server .* at 127\.0\.0\.1:\d+/)
      .waitFor();
    expect(complaints).toEqual([]);
    await use('memory');
    // Told over the event stream: nobody has touched this tab.
    await page.getByRole('link', { name: /memory · memory · console/ }).waitFor();
  });

  test('runs, follows the run to its end, and lists its calls', async () => {
    const { page, complaints } = await open('/run?products=400&readers=40');
    await page.waitForURL(/run=/);
    const before = new URL(page.url()).searchParams.get('run');
    await page.keyboard.press('r');
    await page.waitForURL((url) => url.searchParams.get('run') !== before);
    await run(page).getByText('ok', { exact: true }).waitFor();
    const answer = await fetch(`${base}/api/runs/${new URL(page.url()).searchParams.get('run')}`);
    expect(await answer.json()).toMatchObject({ status: 'ok', params: { products: 400, readers: 40 } });

    const steps = page.getByRole('region', { name: 'Steps' });
    expect(await steps.getByText('ok', { exact: true }).count()).toBe(5);
    expect(await steps.getByText('skipped', { exact: true }).count()).toBe(3);
    const calls = page.getByRole('region', { name: 'Calls' });
    await calls.getByText('cache.getOrSet').first().waitFor();
    // Only the rows in view are drawn.
    expect(await calls.getByRole('listitem').count()).toBeLessThan(60);

    await calls.getByLabel('Filter the calls').fill('stampede shared');
    await calls.getByText(/^39 of /).waitFor();
    expect(new URL(page.url()).searchParams.get('text')).toBe('stampede shared');
    expect(complaints).toEqual([]);
  });

  test('a reload keeps the run, the filter and the step', async () => {
    const { page } = await open('/run');
    await page.getByRole('button', { name: 'Warm read', exact: true }).click();
    await page.getByLabel('Filter the calls').fill('hit');
    const calls = page.getByRole('region', { name: 'Calls' });
    const shown = calls.getByText(/^[\d,]+ of [\d,]+$/);
    await shown.waitFor();
    const text = await shown.textContent();
    const address = page.url();
    await page.reload();
    await calls.getByText(text ?? '', { exact: true }).waitFor();
    expect(page.url()).toBe(address);
    expect(await page.getByLabel('Filter the calls').inputValue()).toBe('hit');
    expect(await page.getByRole('button', { name: 'Warm read', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    );
  });

  test('a run can be cancelled', async () => {
    // Over a network, so that it takes seconds: time enough to find the button.
    await use('redis');
    const { page } = await open('/run?products=4900&readers=2000');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await run(page).getByRole('button', { name: 'Cancel' }).click();
    await run(page).getByText('cancelled', { exact: true }).waitFor();
    await use('memory');
  });

  test('the theme can be chosen, and stays', async () => {
    const { page } = await open('/compose');
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    expect(await scheme()).toBe('light');
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor();
    await page.reload();
    expect(await scheme()).toBe('dark');
  });

  test('says so when the playground has ended', async () => {
    const other = new PlaygroundProcess(['--port', '0', '--products', '10', '--readers', '1']);
    const { page } = await open('/compose');
    await page.goto(`${await other.url()}/compose`);
    await page.getByText('live ·').waitFor();
    other.kill('SIGTERM');
    await other.ended();
    await page.getByText('not connected').waitFor();
  });
});

describe('the storage area', () => {
  const upload = async (page: Page, key: string, content: string): Promise<void> => {
    const file = { name: 'invoice.txt', mimeType: 'text/plain', buffer: Buffer.from(content) };
    await page.getByLabel(/^File, at most/).setInputFiles(file);
    await page.getByLabel('Key', { exact: true }).fill(key);
    await page.getByRole('button', { name: 'Upload' }).click();
  };

  test.each(['memory', 'local', 's3'])('%s: upload, list, download, link, delete', async (storage) => {
    await use('memory', { storage });
    const { page } = await open('/storage');
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
    await use('memory');
  });

  test('says the code, what is wrong and what to do, and keeps what was there', async () => {
    await use('memory');
    const { page } = await open('/storage');
    await upload(page, 'kept.txt', 'old');
    await page.getByText('Stored kept.txt').waitFor();
    await upload(page, 'kept.txt', 'new');
    const alert = page.getByRole('alert');
    await alert.getByText('conflict', { exact: true }).waitFor();
    await alert.getByText('Choose another name, or say that what is there may be replaced.').waitFor();
    await page.getByLabel('Key', { exact: true }).fill('../kept.txt');
    await page.getByRole('button', { name: 'Upload' }).click();
    await alert.getByText('validation', { exact: true }).waitFor();
    const answer = await fetch(`${base}/api/storage/file?key=kept.txt`);
    expect(await answer.text()).toBe('old');
    await page.getByLabel('Key', { exact: true }).fill('kept.txt');
    await page.getByLabel('Replace what is there').check();
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('Stored kept.txt, 3 B.').waitFor();
    await use('memory');
  });

  test('does not send what is too large', async () => {
    const { page, complaints } = await open('/storage');
    const buffer = Buffer.alloc(16_000_001);
    const file = { name: 'large.bin', mimeType: 'application/octet-stream', buffer };
    await page.getByLabel(/^File, at most 16 MB/).setInputFiles(file);
    await page.getByText(/Choose a smaller one/).waitFor();
    expect(await page.getByRole('button', { name: 'Upload' }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });
});

test('the log of a run is there with the memory logger, and where to look with another one', async () => {
  const { page, complaints } = await open('/run?products=40&readers=4');
  const log = page.getByRole('region', { name: 'Log', exact: true });
  for (const [logger, said] of [
    ['console', 'The console logger writes to the terminal'],
    ['memory', '"token":"[redacted]"'],
  ] as const) {
    await use('memory', { logger });
    const before = new URL(page.url()).searchParams.get('run');
    await page.keyboard.press('r');
    await page.waitForURL((url) => ![before, null].includes(url.searchParams.get('run')));
    await run(page).getByText('ok', { exact: true }).waitFor();
    await log.getByText(said).waitFor();
  }
  await log.getByText('run ended').waitFor();
  expect(complaints).toEqual([]);
  await use('memory');
});

test('what is composed can be copied, for what is chosen and not yet applied as well', async () => {
  const { page, complaints } = await open('/copy?cache=redis&storage=s3&logger=pino');
  const file = page.getByRole('group', { name: 'The file' });
  await file.getByText('createS3Storage').first().waitFor();
  expect(await file.textContent()).toContain(`env('S3_SECRET_ACCESS_KEY')`);
  expect(await page.getByLabel('Install command').textContent()).toContain('@infra/storage-s3 @aws-sdk/client-s3');
  expect(complaints).toEqual([]);
});

describe.each([
  ['/storage', 1440, false],
  ['/storage', 400, true],
  ['/copy', 1440, true],
  ['/copy', 400, false],
  ['/compose', 1440, false],
  ['/compose', 400, true],
  ['/run', 1440, true],
  ['/run', 400, false],
  ['/compose', 1440, true],
  ['/run', 1440, false],
] as const)('%s at %i px, dark: %s', (path, width, dark) => {
  test('has no serious accessibility violation and no sideways scrolling', async () => {
    const { page, complaints } = await open(path, { width, dark });
    if (path === '/run')
      await page.getByRole('region', { name: 'Calls' }).getByText('cache.getOrSet').first().waitFor();
    if (path === '/storage') await page.getByRole('heading', { name: 'Upload a file' }).waitFor();
    await page.evaluate(axe);
    const violations: unknown = await page.evaluate(
      `axe.run().then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
    );
    expect(violations).toEqual([]);
    const overflow: unknown = await page.evaluate(
      `[document.documentElement, document.querySelector('main')].map((element) => element.scrollWidth - element.clientWidth)`,
    );
    expect(overflow).toEqual([0, 0]);
    expect(complaints).toEqual([]);
  });
});
