import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { PageFixture, runOn } from './page-fixture.js';

/** A bound on what does not come, not a measure of speed. */
const SOON = { timeout: 15_000 };

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await PageFixture.start();
}, 240_000);
afterEach(async () => {
  await fixture.leave();
  await fixture.ask('DELETE', '/faults');
});
afterAll(() => fixture?.close());

/** What is asked of the server in the name of its page. */
async function faults(): Promise<unknown> {
  return (await fixture.ask('GET', '/faults')).json();
}

/** Traffic for a second, on what is applied, to its end. */
async function traffic(page: Page): Promise<void> {
  await page.goto(`${fixture.base}/run?scenario=traffic&seconds=1&rate=200`);
  await page.getByRole('region', { name: 'The run' }).or(page.getByText('Press R')).first().waitFor();
  const before = new URL(page.url()).searchParams.get('run');
  await page.keyboard.press('r');
  await page.waitForURL((url) => url.searchParams.get('run') !== before);
  await runOn(page)
    .getByText(/^(ok|failed)$/)
    .waitFor();
}

describe('Compose', () => {
  test('switches layers on, keeps them in the link, applies them and copies them', async () => {
    await fixture.use();
    const { page, complaints } = await fixture.open('/compose');
    const card = page.getByRole('group', { name: /^Storage/ });
    await card.getByRole('button', { name: '+ layer around storage' }).click();
    const about = page.getByRole('complementary', { name: 'About storage' });
    await about.getByRole('switch', { name: 'Retry' }).check();
    await about.getByRole('textbox', { name: 'Attempts' }).fill('5');
    await about.getByRole('switch', { name: 'Circuit breaker' }).check();
    await about.getByText('Without an attempt time-out').waitFor();
    await about.getByRole('switch', { name: 'Attempt time-out' }).check();
    await card.getByText('retry 5').waitFor();
    expect(new URL(page.url()).searchParams.get('layers.storage')).toBe(
      'retry:attempts=5:delayMs=50,breaker:failures=5:openMs=5000,timeout:ms=500',
    );
    await page.getByText('1 change', { exact: true }).waitFor();
    await page.reload();
    expect(await about.getByRole('textbox', { name: 'Attempts' }).inputValue()).toBe('5');

    await page.keyboard.press('Control+Enter');
    await page.getByText('No changes').waitFor();
    expect(await (await fixture.ask('GET', '/composition')).json()).toMatchObject({
      layers: { cache: {}, storage: { retry: { attempts: 5 }, breaker: {}, timeout: {} } },
    });
    await page.getByRole('link', { name: 'Copy' }).click();
    await page.getByText('circuitBreaker: { consecutiveFailures: 5, openMs: 5_000 },').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('Break', () => {
  test('breaks a port with the keyboard alone, says so everywhere, and ends it', async () => {
    const { page, complaints } = await fixture.open('/break');
    await page.getByLabel('Error rate of storage').focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('PageUp');
    const row = page.getByRole('group', { name: 'Faults of storage' });
    await row.getByRole('button', { name: 'Reset storage' }).waitFor();
    await row.getByLabel('Error code of storage').selectOption('timeout');
    await row.getByLabel('storage hangs').focus();
    await page.keyboard.press('Space');
    await expect
      .poll(faults, SOON)
      .toMatchObject([{ port: 'storage', errorPercent: 30, code: 'timeout', hang: true, resetAfterS: 60 }]);
    await page.getByText(/storage resets in [01]:\d\d/).waitFor();
    await page.getByRole('button', { name: /1 fault active/ }).waitFor();
    await page.getByRole('button', { name: 'Reset storage' }).click();
    await expect.poll(faults, SOON).toEqual([]);
    await expect.poll(() => row.getByLabel('Error rate of storage').inputValue(), SOON).toBe('0');
    expect(complaints).toEqual([]);
  });

  test('presets take the auto-reset that is chosen, and the header ends them all', async () => {
    const { page } = await fixture.open('/break?reset=300');
    await page.getByRole('button', { name: 'Everything 1 %' }).click();
    await page.getByRole('button', { name: /6 faults active/ }).waitFor();
    expect(await faults()).toMatchObject([
      { port: 'cache', errorPercent: 1, resetAfterS: 300 },
      { port: 'storage' },
      { port: 'database' },
      { port: 'ratelimit' },
      { port: 'queue' },
      { port: 'events' },
    ]);
    await page.goto(`${fixture.base}/compose`);
    await page.getByRole('button', { name: /6 faults active/ }).click();
    await expect.poll(faults, SOON).toEqual([]);
    await page.getByRole('button', { name: /faults? active/ }).waitFor({ state: 'detached' });
  });

  test('a fault that was set elsewhere is shown, and its end as well', async () => {
    const { page } = await fixture.open('/break');
    await fixture.ask('PUT', '/faults/cache', { latencyMs: 120, resetAfterS: 1 });
    await page.getByRole('button', { name: 'Reset cache' }).waitFor();
    await page.getByText('120 ms').waitFor();
    await page.getByRole('button', { name: 'Reset cache' }).waitFor({ state: 'detached' });
    await page.getByText('no faults any more').first().waitFor();
  });
});

describe('Run', () => {
  test('shows what layers did about a call, attempt by attempt', async () => {
    await fixture.use({}, { storage: { retry: { attempts: 6, delayMs: 1 } } });
    await fixture.ask('PUT', '/faults/storage', { errorPercent: 40, resetAfterS: 0 });
    const { page, complaints } = await fixture.open('/compose');
    await traffic(page);
    const calls = page.getByRole('region', { name: 'Calls' });
    await calls.getByText(/^Retried \d/).click();
    await calls.getByText('attempt 1').first().waitFor();
    await calls.getByText('wait', { exact: true }).first().waitFor();
    expect(await calls.getByRole('img', { name: 'injected' }).count()).toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get('show')).toBe('retried');
    await calls
      .getByRole('button', { name: /^storage\.(put|get)/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    const detail = page.getByRole('complementary', { name: 'The call' });
    await detail.getByRole('row', { name: /Retry \d+ more/ }).waitFor();
    await detail.getByRole('row', { name: /Fault on purpose/ }).waitFor();
    await detail.getByRole('heading', { name: 'Attempts' }).waitFor();
    await page.reload();
    await detail.waitFor();
    await detail.getByRole('button', { name: 'Close the call' }).click();
    await detail.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });
});

describe('Operate', () => {
  test('draws what happens, names an open breaker, and stands still while it is paused', async () => {
    await fixture.use({}, { cache: { breaker: { failures: 3, openMs: 60_000 } } });
    await fixture.ask('PUT', '/faults/cache', { errorPercent: 100, resetAfterS: 0 });
    const { page, complaints } = await fixture.open('/compose');
    await traffic(page);
    await page.getByRole('link', { name: /^Operate/ }).click();
    await page.getByText('cache/memory breaker open').waitFor();
    await page.getByRole('img', { name: /^Breaker of cache\/memory.*open/ }).waitFor();
    for (const title of ['Rate', 'Errors', 'Latency']) {
      await page.getByRole('region', { name: title }).locator('canvas').waitFor();
    }
    const log = page.getByRole('log', { name: 'Lines of the process' });
    await log.getByText('step did not hold').first().waitFor();
    await page.getByLabel('Filter the lines').fill('steady-nothing');
    await log.getByText('No line matches').waitFor();
    await page.getByLabel('Filter the lines').fill('run ended');
    await log.getByText('run ended').first().waitFor();

    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    const lines = await log.getByRole('listitem').count();
    await traffic((await fixture.open('/compose')).page);
    expect(await log.getByRole('listitem').count()).toBe(lines);
    await page.keyboard.press('p');
    await expect.poll(() => log.getByRole('listitem').count(), SOON).toBeGreaterThan(lines);

    await page.getByRole('button', { name: 'storage', exact: true }).click();
    expect(new URL(page.url()).searchParams.get('of')).toBe('storage/memory');
    expect(complaints).toEqual([]);
  });

  test('draws its charts where the language is one that Intl does not know', async () => {
    const { page, complaints } = await fixture.open('/operate', { language: 'en-US@posix' });
    for (const title of ['Rate', 'Errors', 'Latency']) {
      await page.getByRole('region', { name: title }).locator('canvas').waitFor();
    }
    expect(await page.getByText('cannot be drawn').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

/** Layers that have something to do, and a run that was not long ago. */
async function eventful(): Promise<void> {
  const all = { observe: {}, retry: { attempts: 6, delayMs: 1 }, breaker: {}, timeout: {}, total: { ms: 100 } };
  await fixture.use({}, { storage: all, cache: all });
  await breakStorage();
  const begun: unknown = await (
    await fixture.ask('POST', '/runs', { scenario: 'traffic', params: { seconds: 1, rate: 100 } })
  ).json();
  const id = typeof begun === 'object' && begun !== null && 'id' in begun ? String(begun.id) : 'none';
  await vi.waitUntil(async () => {
    const run: unknown = await (await fixture.ask('GET', `/runs/${id}`)).json();
    return typeof run === 'object' && run !== null && 'status' in run && run.status !== 'running';
  }, SOON);
}

async function breakStorage(): Promise<void> {
  await fixture.ask('PUT', '/faults/storage', { errorPercent: 30, resetAfterS: 0 });
}

describe('what can be looked at', () => {
  beforeAll(eventful);

  test.each([
    ['/operate', 1440, true],
    ['/operate', 400, false],
    ['/break', 1440, false],
    ['/break', 400, true],
    ['/break', 1440, true],
    ['/operate', 1440, false],
    ['/run?show=retried', 400, true],
    ['/run?show=retried', 1440, false],
    ['/compose?port=storage', 1440, true],
    ['/compose?port=storage', 400, false],
  ] as const)(
    '%s at %i px, dark: %s, has no serious accessibility violation and no sideways scrolling',
    async (path, width, dark) => {
      await breakStorage();
      const { page, complaints } = await fixture.open(path, { width, dark });
      if (path.startsWith('/run')) {
        await page
          .getByRole('button', { name: /^storage\./ })
          .first()
          .click();
      }
      if (path === '/operate') await page.locator('canvas').first().waitFor();
      await fixture.expectAccessible(page);
      expect(complaints).toEqual([]);
    },
  );
});
