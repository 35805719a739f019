import { expectError, expectOk } from '@infra/conformance';
import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createPrometheusMetrics, type PrometheusMetrics } from '../src/index.js';
import { Turns } from '../src/turns.js';
import { parseExposition } from './parse-exposition.js';

const render = (metrics: PrometheusMetrics): Promise<string> => expectOk(metrics.exposition.render(), 'render');

/** One histogram so large that no turn of the event loop is enough for it, each series with one value. */
function large(series = 10_000): PrometheusMetrics {
  const metrics = createPrometheusMetrics({ maxSeries: series });
  const histogram = metrics.histogram('sizes', { labelNames: ['a'], buckets: [1, 2, 4] });
  for (let index = 0; index < series; index += 1) histogram.record(1, { a: `${index}` });
  return metrics;
}

/** Calls `work` once in each turn of the event loop while `during` lasts, and says how many that were. */
async function inEachTurn(during: Promise<unknown>, work: () => void = () => undefined): Promise<number> {
  let turns = 0;
  let isRunning = true;
  const turn = (): void => {
    turns += 1;
    work();
    if (isRunning) setImmediate(turn);
  };
  setImmediate(turn);
  await during;
  isRunning = false;
  return turns;
}

test('the text is what prom-client itself makes of the registry', async () => {
  const registry = new Registry();
  const metrics = createPrometheusMetrics({ registry });
  const labels = { a: 'quote " backslash \\ newline \n', b: 'é🔑' };
  const labelNames = ['a', 'b'];
  metrics.counter('calls_total', { labelNames, description: 'Two\nlines \\ "quoted".' }).add(2.5, labels);
  metrics.gauge('level').set(-1.5e-7);
  metrics.histogram('sizes', { labelNames, buckets: [-1, 0.25, 1e21] }).record(0.5, labels);
  metrics.timer('wait_seconds').record(12);
  new Counter({ name: 'theirs_total', help: 'Theirs.', registers: [registry] }).inc(2);
  expect(await render(metrics)).toBe((await registry.metrics()).replaceAll('\n\n', '\n'));
});

test('default labels of the registry are there, and those of a series win', async () => {
  const registry = new Registry();
  registry.setDefaultLabels({ app: 'shop "1"', a: 'default' });
  const metrics = createPrometheusMetrics({ registry });
  metrics.counter('calls_total', { labelNames: ['a'] }).add(1, { a: 'own' });
  metrics.histogram('sizes').record(3);
  const samples = parseExposition(await render(metrics));
  expect(samples).toEqual(parseExposition(await registry.metrics()));
  expect(samples.map(({ labels }) => labels)).toEqual([
    { app: 'shop "1"', a: 'own' },
    { app: 'shop "1"', a: 'default' },
  ]);
});

test('nothing to render is no text', async () => {
  expect(await render(createPrometheusMetrics())).toBe('');
});

test('a scrape gives up the event loop within a metric, and can be aborted there', async () => {
  const metrics = large();
  const rendering = render(metrics);
  expect(await inEachTurn(rendering)).toBeGreaterThan(3);
  expect((await rendering).match(/_count\{/g)).toHaveLength(10_000);
  const controller = new AbortController();
  const aborted = metrics.exposition.render({ signal: controller.signal });
  let turns = 0;
  await inEachTurn(aborted, () => {
    if ((turns += 1) === 2) controller.abort();
  });
  await expectError(aborted, 'cancelled', 'a render that is aborted in the middle');
});

test('what is recorded meanwhile: each series is of one moment, and what is new comes next time', async () => {
  const metrics = large();
  const histogram = metrics.histogram('sizes', { labelNames: ['a'], buckets: [1, 2, 4] });
  const before = createCounts(await render(metrics));
  let turn = 0;
  const rendering = render(metrics);
  await inEachTurn(rendering, () => {
    turn += 1;
    for (let index = 0; index < 10_000; index += 100) histogram.record(turn % 5, { a: `${index}` });
    metrics.counter(`late_${turn}_total`).add();
  });
  // The parser throws for a series whose last bucket is not its count.
  const samples = parseExposition(await rendering).filter(({ name }) => name === 'sizes');
  expect(samples).toHaveLength(10_000);
  expect(await rendering).not.toContain('late_3_total');
  const wrong = samples.filter(({ labels, value, count = 0, buckets = [] }) => {
    // Values are whole numbers up to 4: the sum lies between what the buckets allow.
    const above = (le: number): number => count - (buckets.find((bucket) => bucket.le === le)?.count ?? 0);
    const isLess = count < (before.get(labels['a']) ?? 0);
    return isLess || value < 2 * above(1) || value > count + above(1) + 2 * above(2);
  });
  expect(wrong).toEqual([]);
  expect(await render(metrics)).toContain('late_3_total 1');
});

function createCounts(text: string): ReadonlyMap<string | undefined, number | undefined> {
  return new Map(parseExposition(text).map(({ labels, count }) => [labels['a'], count]));
}

test('a metric of somebody else’s that is taken out meanwhile is not there, and harms nothing', async () => {
  const registry = new Registry();
  const metrics = createPrometheusMetrics({ registry });
  metrics.counter('ours_total').add();
  new Counter({
    name: 'first_total',
    help: 'x',
    registers: [registry],
    collect: () => registry.removeSingleMetric('second_total'),
  });
  new Counter({ name: 'second_total', help: 'x', registers: [registry] });
  expect(parseExposition(await render(metrics)).map(({ name }) => name)).toEqual(['ours_total', 'first_total']);
});

test('a collector of somebody else’s that fails while the caller leaves is nobody’s unhandled rejection', async () => {
  const registry = new Registry();
  const metrics = createPrometheusMetrics({ registry });
  const controller = new AbortController();
  const fails = (name: string): Counter =>
    new Counter({
      name,
      help: 'x',
      registers: [registry],
      collect: async () => {
        controller.abort();
        await Promise.resolve();
        throw new Error('broken');
      },
    });
  fails('first_total');
  fails('second_total');
  const aborted = metrics.exposition.render({ signal: controller.signal });
  await expectError(aborted, ['internal', 'cancelled'], 'a render that is aborted by a collector');
  await expectError(metrics.exposition.render({ signal: controller.signal }), 'cancelled', 'one aborted before');
});

test('two scrapes at once: each has all, and one that is aborted or closed does nothing to the other', async () => {
  const metrics = large();
  const controller = new AbortController();
  const both = [render(metrics), render(metrics)] as const;
  const aborted = metrics.exposition.render({ signal: controller.signal });
  controller.abort();
  await expectError(aborted, 'cancelled', 'the aborted one');
  const [one, other] = await Promise.all(both);
  expect(one).toBe(other);
  expect(parseExposition(one)).toHaveLength(10_000);
  const closed = metrics.exposition.render();
  await expectOk(metrics.close(), 'close');
  await expectError(closed, 'unavailable', 'a render that close overtakes');
});

test('scrapes that run at once take turns: never two in one turn of the event loop', async () => {
  const turns = new Turns();
  let iteration = 0;
  const taken: number[] = [];
  const take = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await turns.next();
      taken.push(iteration);
    }
  };
  await inEachTurn(Promise.all([take(20), take(20), take(5)]), () => {
    iteration += 1;
  });
  expect(taken).toHaveLength(45);
  expect(new Set(taken).size).toBe(45);
});
