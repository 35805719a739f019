import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PageFixture } from './page-fixture.js';

/** A bound on what does not come, not a measure of speed. */
const SOON = { timeout: 15_000 };

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await PageFixture.start();
}, 240_000);
beforeEach(async () => {
  // Another composition, so that nothing is left of the jobs before.
  await fixture.use();
});
afterEach(async () => {
  await fixture.leave();
  await fixture.ask('DELETE', '/faults');
});
afterAll(() => fixture?.close());

interface Ran {
  readonly id: string;
  readonly status: string;
}

/** The scenario Orders, without the page, to its end. */
async function runOrders(params: Readonly<Record<string, number>>): Promise<Ran> {
  const begun = (await (await fixture.ask('POST', '/runs', { scenario: 'orders', params })).json()) as Ran;
  return vi.waitUntil(async () => {
    const run = (await (await fixture.ask('GET', `/runs/${begun.id}`)).json()) as Ran;
    return run.status !== 'running' && run;
  }, SOON);
}

const tile = (page: Page, state: string) =>
  page.getByRole('group', { name: 'Jobs by their state' }).getByRole('button', { name: new RegExp(`^${state}`) });

describe('the queue in Operate', () => {
  test('counts live, finds a job by its data, and shows it; the link keeps all of it', async () => {
    const { page, complaints } = await fixture.open('/operate?view=queue');
    await page.getByText('No job is here').waitFor();
    await runOrders({ orders: 30, poison: 5, failing: 10 });
    // Told over the event stream: nobody has touched this tab.
    await tile(page, 'dead').getByText('1', { exact: true }).waitFor();
    await tile(page, 'completed').click();
    const jobs = page.getByRole('region', { name: 'Jobs', exact: true });
    await page.getByRole('textbox', { name: 'Find a job' }).fill('notification.send -7"');
    await jobs.getByText('1 job,').waitFor();
    await jobs.getByRole('button', { name: /^notification\.send/ }).focus();
    await page.keyboard.press('Enter');
    const job = page.getByRole('complementary', { name: 'The job' });
    await job
      .getByRole('region', { name: 'Payload' })
      .getByText(/is on its way/)
      .waitFor();
    await job.getByRole('region', { name: 'Context' }).getByText('correlationId').waitFor();
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('state')).toBe('completed');
    expect(searchParams.get('find-job')).toBe('notification.send -7"');
    await page.reload();
    await job.getByRole('region', { name: 'Result' }).getByText('notificationId').waitFor();
    await job.getByRole('button', { name: 'Close the job' }).click();
    await job.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  test('is paused and goes on; a job that waits is removed', async () => {
    const { page, complaints } = await fixture.open('/operate?view=queue');
    await page.getByRole('button', { name: 'Pause the queue' }).click();
    await page.getByRole('button', { name: 'Resume the queue' }).waitFor();
    const run = runOrders({ orders: 4, poison: 0, failing: 0 });
    await tile(page, 'waiting').getByText('4', { exact: true }).waitFor();
    await page
      .getByRole('button', { name: /^fulfil/ })
      .first()
      .click();
    const job = page.getByRole('complementary', { name: 'The job' });
    await job.getByRole('button', { name: 'Remove' }).click();
    await job.getByRole('button', { name: 'Really remove' }).click();
    await tile(page, 'waiting').getByText('3', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Resume the queue' }).click();
    await tile(page, 'waiting').getByText('0', { exact: true }).waitFor();
    // One order has gone with its job.
    expect((await run).status).toBe('failed');
    expect(complaints).toEqual([]);
  });

  test('a handler fails on purpose until it is mended, and its letters are replayed', async () => {
    const { page, complaints } = await fixture.open('/operate?view=queue');
    const toggle = page.getByRole('switch', { name: 'email.send fails on purpose' });
    await page.getByLabel('Code that email.send fails with').selectOption('forbidden');
    await toggle.focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /1 fault active/ }).waitFor();
    expect(await (await fixture.ask('GET', '/faults')).json()).toMatchObject([
      { port: 'queue:email.send', errorPercent: 100, code: 'forbidden', resetAfterS: 0 },
    ]);
    expect((await runOrders({ orders: 3, poison: 0 })).status).toBe('failed');
    await page.getByRole('link', { name: 'Break' }).click();
    await page.getByRole('button', { name: 'Reset queue:email.send' }).click();
    await page.getByRole('link', { name: 'Operate' }).click();
    await page.getByRole('link', { name: /^Dead letters/ }).click();
    await page.getByRole('button', { name: /^email\.send/ }).waitFor();
    await page.getByRole('button', { name: 'Replay all' }).click();
    await page.getByText('Nothing has failed for good').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('the streams in Operate', () => {
  test('show every group, and what a failing one has to do', async () => {
    const { page, complaints } = await fixture.open('/operate?view=streams');
    await page.getByRole('row', { name: /^fulfilment order\.placed 0 0 0 1 up to date/ }).waitFor();
    await page.getByRole('switch', { name: 'audit fails on purpose' }).check();
    await page.getByRole('button', { name: /1 fault active/ }).waitFor();
    const run = runOrders({ orders: 5, poison: 0 });
    await page
      .getByRole('link', { name: /dead letters/ })
      .first()
      .waitFor();
    await page
      .getByRole('link', { name: /dead letters/ })
      .first()
      .click();
    await page.getByRole('textbox', { name: 'Find a dead letter' }).fill('audit unavailable');
    await page
      .getByRole('button', { name: /^order\.placed/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByRole('button', { name: 'Really clear all' }).click();
    await page.getByText('No letter matches').or(page.getByText('Nothing has failed')).waitFor();
    expect((await run).status).toBe('failed');
    expect(complaints).toEqual([]);
  });
});

describe('a dead letter in Operate', () => {
  test('is replayed with an edited payload, and stays as it is', async () => {
    await runOrders({ orders: 10, poison: 1, failing: 0 });
    const { page, complaints } = await fixture.open('/operate?view=letters');
    await page.getByRole('button', { name: /^fulfil/ }).click();
    const letter = page.getByRole('complementary', { name: 'The dead letter' });
    const payload = letter.getByRole('textbox', { name: 'Payload' });
    const replay = letter.getByRole('button', { name: 'Replay edited' });
    expect(await replay.isDisabled()).toBe(true);
    await payload.fill('{ "order": ');
    await letter.getByText(/^No JSON/).waitFor();
    expect(await replay.isDisabled()).toBe(true);
    await letter.getByRole('button', { name: 'Undo the edit' }).click();
    const original = await payload.inputValue();

    await payload.fill(original.replace('"format": 2', '"format": 9'));
    await replay.click();
    await letter.getByText('validation').waitFor();
    await letter
      .getByText(/format/)
      .first()
      .waitFor();

    await payload.fill(original.replace('"format": 2', '"format": 1'));
    await replay.click();
    await letter.getByText('A new job was added').waitFor();
    expect(await page.getByRole('button', { name: /^fulfil/ }).count()).toBe(1);
    const made = letter.getByRole('status').getByRole('button');
    await made.click();
    const job = page.getByRole('complementary', { name: 'The job' });
    await job.getByText('completed').waitFor();
    await job.getByRole('region', { name: 'Result' }).getByText('parcel').waitFor();

    await page.getByRole('link', { name: /^Dead letters/ }).click();
    await letter.getByRole('button', { name: 'Replay as it is' }).click();
    // It is poison as before: it comes back.
    await expect
      .poll(() => letter.getByRole('region', { name: 'What failed' }).getByRole('listitem').count(), SOON)
      .toBe(6);
    // The browser says so of the one that was refused.
    expect(complaints).toEqual([expect.stringContaining('400')]);
  });
});

describe('an order in Run', () => {
  test('is followed from what the relay has published, to its transaction and to its handlers', async () => {
    const { id } = await runOrders({ orders: 12, poison: 0, failing: 0 });
    const { page, complaints } = await fixture.open('/run?scenario=orders&text=events.ordered.publish');
    const calls = page.getByRole('region', { name: 'Calls' });
    await calls
      .getByRole('button', { name: new RegExp(`^events\\.ordered\\.publish ${id.slice(-6)}-7$`) })
      .first()
      .click();
    await page
      .getByRole('complementary', { name: 'The call' })
      .getByRole('button', { name: 'All of its calls' })
      .click();
    await calls
      .getByRole('button', { name: /^database\.transaction/ })
      .first()
      .waitFor();
    await calls.getByRole('button', { name: /^events:fulfilment/ }).waitFor();
    await calls.getByRole('button', { name: /^queue:fulfil/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('text')).toBe(`order-${id.slice(-6)}-7`);
    expect(complaints).toEqual([]);
  });
});

describe('the orders in Operate', () => {
  test('are counted and listed live; one is withdrawn and restored, and its trail says so', async () => {
    const { page, complaints } = await fixture.open('/operate?view=orders');
    await page.getByText('No order is here').waitFor();
    await runOrders({ orders: 60, poison: 0, failing: 0 });
    const tiles = page.getByRole('group', { name: 'Orders by their status' });
    await tiles
      .getByRole('button', { name: /^fulfilled/ })
      .getByText('60', { exact: true })
      .waitFor();
    const orders = page.getByRole('region', { name: 'Orders', exact: true });
    await orders.getByText('50 orders, there are more').waitFor();
    await orders.getByRole('button', { name: 'Next page' }).click();
    await orders.getByText('10 orders').waitFor();
    await tiles.getByRole('button', { name: /^fulfilled/ }).click();
    await orders.getByText('50 orders, there are more').waitFor();
    expect(new URL(page.url()).searchParams.get('status')).toBe('fulfilled');
    await orders.getByRole('button', { name: /-\d+$/ }).first().click();
    const order = page.getByRole('complementary', { name: 'The order' });
    const trail = order.getByRole('region', { name: 'Audit trail' });
    await trail.getByText('status: shipped → fulfilled').waitFor();
    await order.getByRole('button', { name: 'Withdraw' }).click();
    await order.getByRole('button', { name: 'Really withdraw' }).click();
    await order.getByText('withdrawn', { exact: true }).waitFor();
    await tiles
      .getByRole('button', { name: /^fulfilled/ })
      .getByText('59', { exact: true })
      .waitFor();
    await order.getByRole('button', { name: 'Restore' }).click();
    await tiles
      .getByRole('button', { name: /^fulfilled/ })
      .getByText('60', { exact: true })
      .waitFor();
    await expect.poll(() => trail.getByRole('listitem').count(), SOON).toBe(5);
    expect(complaints).toEqual([]);
  });
});

describe('the outbox in Operate', () => {
  test('keeps the events while its relay is stopped; what the bus refuses is parked and replayed', async () => {
    const { page, complaints } = await fixture.open('/operate?view=outbox');
    const tiles = page.getByRole('group', { name: 'Events by their state' });
    await page.getByRole('button', { name: 'Stop the relay' }).click();
    const run = runOrders({ orders: 4, poison: 0, failing: 0 });
    await tiles.getByText('4', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Start the relay' }).click();
    expect((await run).status).toBe('ok');

    await fixture.ask('PUT', '/faults/events', { errorPercent: 100, code: 'forbidden', resetAfterS: 0 });
    const refused = runOrders({ orders: 2, poison: 0, failing: 0 });
    await page
      .getByRole('button', { name: /^Replay [a-z]/ })
      .first()
      .waitFor();
    await tiles.getByText('2', { exact: true }).waitFor();
    await fixture.ask('DELETE', '/faults');
    await page.getByRole('button', { name: 'Replay all' }).click();
    expect((await refused).status).toBe('ok');
    await page.getByText('Nothing is parked').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('what can be looked at', () => {
  test.each([
    ['/operate?view=orders', 1440, true],
    ['/operate?view=orders', 400, false],
    ['/operate?view=outbox', 1440, false],
    ['/operate?view=outbox', 400, true],
    ['/operate?view=queue', 1440, true],
    ['/operate?view=queue', 400, false],
    ['/operate?view=streams', 1440, false],
    ['/operate?view=streams', 400, true],
    ['/operate?view=letters', 1440, true],
    ['/operate?view=letters', 1440, false],
    ['/operate?view=letters', 400, true],
    ['/break', 400, false],
    ['/run?scenario=orders&text=queue:fulfil', 1440, true],
  ] as const)(
    '%s at %i px, dark: %s, has no serious accessibility violation and no sideways scrolling',
    async (path, width, dark) => {
      await fixture.ask('PUT', '/faults/queue:email.send', { errorPercent: 50, resetAfterS: 0 });
      await runOrders({ orders: 20, poison: 10, failing: 10 });
      const { page, complaints } = await fixture.open(path, { width, dark });
      if (path.includes('view=orders')) {
        await page.getByRole('button', { name: /-\d+$/ }).first().click();
        await page.getByRole('heading', { name: 'Audit trail' }).waitFor();
      }
      if (/view=(queue|letters)/.test(path)) {
        // What is widest, where there is a choice.
        const widest = path.includes('view=queue') && dark ? /^notification\.batch/ : /^fulfil/;
        await page.getByRole('button', { name: widest }).first().click();
        await page.getByRole('heading', { name: 'Payload' }).waitFor();
      }
      if (path.startsWith('/run')) {
        await page
          .getByRole('button', { name: /^queue:fulfil/ })
          .first()
          .click();
        await page.getByText('A run of a handler').waitFor();
      }
      await fixture.expectAccessible(page);
      expect(complaints).toEqual([]);
    },
  );
});
