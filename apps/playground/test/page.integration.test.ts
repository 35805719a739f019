import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PageFixture, runOn } from './page-fixture.js';
import { PlaygroundProcess } from './playground-process.js';

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await PageFixture.start();
}, 240_000);
afterEach(() => fixture.leave());
afterAll(() => fixture?.close());

describe('the page', () => {
  test('loads without a complaint, and leads to Compose', async () => {
    const { page, complaints } = await fixture.open('/');
    await page.getByText('live ·').waitFor();
    expect(new URL(page.url()).pathname).toBe('/compose');
    expect(await page.title()).toBe('Compose · Infra playground');
    expect(complaints).toEqual([]);
  });

  test('keeps everything in its address, defaults included', async () => {
    const { page } = await fixture.open('/run');
    await page.waitForURL(/run=/);
    const query = new URL(page.url()).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      ...{ cache: 'memory', storage: 'memory', logger: 'console', scenario: 'catalogue' },
      ...{ products: '4900', readers: '200', seed: '7' },
    });
  });

  test('switches a provider, applies it, and goes back', async () => {
    const { page, complaints } = await fixture.open('/compose');
    const cache = page.getByRole('group', { name: /^Cache/ });
    await cache.getByRole('radio', { name: /^Redis/ }).check();
    await page.getByText('1 change', { exact: true }).waitFor();
    await page.getByRole('complementary', { name: 'About cache' }).getByText('Needs a Redis server.').waitFor();
    expect(new URL(page.url()).searchParams.get('cache')).toBe('redis');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('No changes').waitFor();
    expect(await cache.getByRole('radio', { name: /^Memory/ }).isChecked()).toBe(true);

    await cache.getByRole('radio', { name: /^Redis/ }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText('No changes').waitFor();
    await page.getByRole('link', { name: /redis cache/ }).waitFor();
    await page
      .getByRole('complementary')
      .getByText(/redis-server .* at 127\.0\.0\.1:\d+/)
      .waitFor();
    expect(complaints).toEqual([]);
    await fixture.use();
    // Told over the event stream: nobody has touched this tab.
    await page.getByRole('link', { name: /all embedded/ }).waitFor();
  });

  test('runs, follows the run to its end, and lists its calls', async () => {
    const { page, complaints } = await fixture.open('/run?products=400&readers=40');
    await page.waitForURL(/run=/);
    const before = new URL(page.url()).searchParams.get('run');
    await page.keyboard.press('r');
    await page.waitForURL((url) => url.searchParams.get('run') !== before);
    await runOn(page).getByText('ok', { exact: true }).waitFor();
    const answer = await fetch(`${fixture.base}/api/runs/${new URL(page.url()).searchParams.get('run')}`);
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
    const { page } = await fixture.open('/run');
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
    await fixture.use({ cache: 'redis' });
    const { page } = await fixture.open('/run?products=4900&readers=2000');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await runOn(page).getByRole('button', { name: 'Cancel' }).click();
    await runOn(page).getByText('cancelled', { exact: true }).waitFor();
    await fixture.use();
  });

  test('the theme can be chosen, and stays', async () => {
    const { page } = await fixture.open('/compose');
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    expect(await scheme()).toBe('light');
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor();
    await page.reload();
    expect(await scheme()).toBe('dark');
  });

  test('says so when the playground has ended', async () => {
    const other = new PlaygroundProcess(['--port', '0', '--products', '10', '--readers', '1']);
    const { page } = await fixture.open('/compose');
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
    const { page, complaints } = await fixture.open(path, { width, dark });
    if (path === '/run')
      await page.getByRole('region', { name: 'Calls' }).getByText('cache.getOrSet').first().waitFor();
    await fixture.expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});
