import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.js';
import { ensureBuilt } from './build.js';
import { PlaygroundProcess } from './playground-process.js';

let browser: Browser;
let playground: PlaygroundProcess;
let base: string;
let axe: string;

beforeAll(async () => {
  await ensureBuilt();
  playground = new PlaygroundProcess(['--port', '0', '--products', '300', '--readers', '50'], { REDIS_URL: '' });
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
async function use(cache: string): Promise<void> {
  const answer = await fetch(`${base}/api/composition`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cache, logger: 'console' }),
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
      ...{ cache: 'memory', logger: 'console', scenario: 'catalogue' },
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
    expect(await page.getByRole('radio', { name: /^Memory/ }).isChecked()).toBe(true);

    await page.getByRole('radio', { name: /^Redis/ }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText('No changes').waitFor();
    await page.getByRole('link', { name: /redis · console/ }).waitFor();
    await page
      .getByRole('complementary')
      .getByText(/redis-server .* at 127\.0\.0\.1:\d+/)
      .waitFor();
    expect(complaints).toEqual([]);
    await use('memory');
    // Told over the event stream: nobody has touched this tab.
    await page.getByRole('link', { name: /memory · console/ }).waitFor();
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
    expect(await steps.getByText('ok', { exact: true }).count()).toBe(4);
    expect(await steps.getByText('skipped', { exact: true }).count()).toBe(2);
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

describe.each([
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
