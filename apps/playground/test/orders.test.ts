import { unwrap } from '@infra/core';
import { afterEach, expect, test } from 'vitest';
import type { RunView, Span } from '../src/contract.js';
import { noFault } from '../src/faults/fault-table.js';
import { createHarness, hurriedTime, prepare, type Harness } from './harness.js';

let harness: Harness;
afterEach(() => harness.close());

async function run(params: Readonly<Record<string, number>>): Promise<RunView & { readonly spans: readonly Span[] }> {
  const { finished, id } = unwrap(harness.runs.begin(prepare(params, 'orders')));
  return { ...(await finished), spans: harness.runs.spans(id) ?? [] };
}

const statusOf = ({ steps }: RunView): Record<string, string> =>
  Object.fromEntries(steps.map(({ name, status }) => [name, status]));
const reasonOf = ({ steps }: RunView, step: string): string | undefined =>
  steps.find(({ name }) => name === step)?.reason;

const ALL_OK = {
  ...{
    place: 'ok',
    arrive: 'ok',
    fulfil: 'ok',
    tell: 'ok',
    poison: 'ok',
    edit: 'ok',
    mend: 'ok',
    book: 'ok',
    newsletter: 'ok',
  },
};

test('keeps every expectation, and leaves one letter to look at', async () => {
  harness = await createHarness();
  const outcome = await run({ orders: 60, failing: 30, poison: 5 });
  expect(outcome.reason).toBeUndefined();
  expect(statusOf(outcome)).toEqual(ALL_OK);
  expect(outcome).toMatchObject({ status: 'ok', done: outcome.total, errors: 0, retries: 0 });
  const letters = unwrap(await harness.composer.ports.queue.deadLetters.list());
  expect(letters.items).toMatchObject([{ name: 'fulfil', payload: { run: outcome.id, format: 2 } }]);
});

test('the whole way of an order is in the trace, from the transaction to the last handler', async () => {
  harness = await createHarness();
  const { spans, calls, id } = await run({ orders: 10, failing: 0, poison: 0 });
  const way = spans.filter(({ correlation }) => correlation === `order-${id.slice(-6)}-4`);
  const names = way.map(({ kind, port, op }) => `${port}${kind === 'handler' ? ':' : '.'}${op}`);
  // A call is kept when it ends: what a transaction is made of comes before it.
  const begins = (name: string): number => way[names.indexOf(name)]?.startUs ?? Number.NaN;
  const told = ['database.transaction', 'database.append', 'events.ordered.publish', 'events:fulfilment', 'queue.add'];
  expect(names).toEqual(expect.arrayContaining([...told, 'queue:fulfil', 'events:notifications', 'events:audit']));
  const times = [...told, 'queue:fulfil'].map(begins);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  // Placed and fulfilled: each once, of every order, and calls like all others.
  const published = spans.filter(({ op }) => op === 'ordered.publish');
  expect(published).toHaveLength(20);
  expect(calls).toBe(spans.filter(({ kind }) => kind === 'call').length);
});

test('what the relay cannot publish has failed in the trace, and is published later', async () => {
  harness = await createHarness();
  harness.instruments.faults.set('events', { ...noFault, errorPercent: 40, resetAfterS: 0 });
  const { spans, errors, status } = await run({ orders: 20, failing: 0, poison: 0 });
  const published = spans.filter(({ op, kind }) => op === 'ordered.publish' && kind === 'call');
  const failed = published.filter(({ code }) => code !== undefined);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]).toMatchObject({ port: 'events', code: 'unavailable', flags: ['injected'] });
  expect(published.length - failed.length).toBe(40);
  expect([status, errors]).toEqual(['ok', failed.length]);
});

test('calls and runs of handlers are spans; what a handler calls is among them', async () => {
  harness = await createHarness();
  const { spans, calls } = await run({ orders: 10, failing: 50, poison: 10 });
  const named = (kind: string): Record<string, number> => {
    const names = spans.filter((span) => span.kind === kind).map(({ port, op }) => `${port}.${op}`);
    return Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]));
  };
  expect(named('handler')).toEqual({
    'events.fulfilment': 10,
    'events.audit': 20,
    'events.notifications': 10,
    // Nine at once, five of them twice; the poison three times, and once more as it was edited.
    'queue.fulfil': expect.toSatisfy((count: number) => count >= 9 + 4 + 3 + 1 && count <= 9 + 5 + 3 + 2),
    'queue.notification.send': 10,
    'queue.notification.batch': 1,
    'queue.email.send': 1,
  });
  expect(named('call')).toMatchObject({ 'queue.add': 22, 'queue.deadLetters.replayAs': 1 });
  expect(calls).toBe(spans.filter(({ kind }) => kind === 'call').length);
  const failed = spans.find(({ kind, op, code }) => kind === 'handler' && op === 'fulfil' && code === 'internal');
  expect(failed?.error).toContain('is in format 2');
  expect(new Set(spans.map(({ key }) => key)).size).toBe(spans.length);
});

test('without poison there is nothing to replay; with one order of it, nothing to mend', async () => {
  harness = await createHarness();
  expect(statusOf(await run({ orders: 5, poison: 0 }))).toEqual({
    ...ALL_OK,
    ...{ poison: 'skipped', edit: 'skipped', mend: 'skipped' },
  });
  expect(statusOf(await run({ orders: 5, poison: 1 }))).toEqual({ ...ALL_OK, mend: 'skipped' });
});

test('the same seed has the same orders fail', async () => {
  harness = await createHarness();
  const poisonOf = async (seed: number): Promise<readonly string[]> => {
    const { id } = await run({ orders: 40, poison: 10, failing: 0, seed });
    const letters = unwrap(await harness.composer.ports.queue.deadLetters.list()).items;
    unwrap(await harness.composer.ports.queue.deadLetters.clear());
    return letters.flatMap(({ payload }) =>
      'order' in payload && payload.run === id ? [payload.order.split('-')[1] ?? ''] : [],
    );
  };
  expect(await poisonOf(3)).toEqual(await poisonOf(3));
});

test('a handler that fails on purpose is found out, as is a paused queue, and both say so', async () => {
  // Patience is measured by this clock.
  harness = await createHarness({ logger: 'memory' }, {}, { ...hurriedTime, monotonicMs: () => 5 * performance.now() });
  harness.instruments.faults.set('queue:fulfil', { ...noFault, errorPercent: 100, code: 'forbidden', resetAfterS: 0 });
  const broken = await run({ orders: 3, poison: 0 });
  expect(broken.status).toBe('failed');
  expect(reasonOf(broken, 'fulfil')).toBe('0 of 3');
  expect(statusOf(broken)).toMatchObject({ arrive: 'ok', tell: 'skipped', newsletter: 'skipped' });
  expect(broken.spans.filter(({ flags }) => flags.includes('injected'))).toHaveLength(3);
  harness.instruments.faults.reset();
  unwrap(await harness.composer.ports.queue.pause());
  const paused = await run({ orders: 3, poison: 0 });
  expect(reasonOf(paused, 'fulfil')).toBe('0 of 3; the queue is paused');
}, 180_000);

test('a run that is cancelled ends at once, and its orders are handled all the same', async () => {
  harness = await createHarness();
  unwrap(await harness.composer.ports.queue.pause());
  const begun = unwrap(harness.runs.begin(prepare({ orders: 20, poison: 0 }, 'orders')));
  const { queue } = harness.composer.ports;
  await expect.poll(async () => unwrap(await queue.counts()).waiting).toBe(20);
  harness.runs.cancel(begun.id);
  expect((await begun.finished).status).toBe('cancelled');
  unwrap(await queue.resume());
  await expect.poll(async () => unwrap(await queue.counts()).completed).toBe(40);
});
