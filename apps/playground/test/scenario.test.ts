import { createMemoryCache } from '@infra/cache-memory';
import { createMemoryEventBus } from '@infra/events-memory';
import { createConsoleLogger } from '@infra/logger-console';
import { createMemoryMetrics, createMemoryTracer } from '@infra/monitoring-memory';
import { createMemoryQueue } from '@infra/queue-memory';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';
import { createMemoryStorage } from '@infra/storage-memory';
import { ok, unwrap, type Cache } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { defaultComposition } from '../src/composition/composition.js';
import type { RunView, Span } from '../src/contract.js';
import type { BackingServer } from '../src/providers/backing-servers.js';
import { noLayers } from '../src/layers/layer-table.js';
import { createInstruments } from '../src/operate/instruments.js';
import type { Ports } from '../src/providers/registry.js';
import { Run } from '../src/runs/run.js';
import type { ShopEvents, ShopJobs } from '../src/shop/shop-types.js';
import { createMemoryShopDatabase } from '../src/data/memory-data.js';
import { openShop } from '../src/shop/shop.js';
import { heldClock } from '../src/time.js';
import { hurriedTime, prepare } from './harness.js';

interface Outcome {
  readonly view: RunView;
  readonly spans: readonly Span[];
}

/** Runs the catalogue on a cache whose namespaces `spoil` may spoil. */
async function run(spoil: (cache: Cache) => Partial<Cache>, server?: BackingServer): Promise<Outcome> {
  const memory = createMemoryCache();
  const cache: Ports['cache'] = Object.assign(Object.create(memory), {
    namespace: (...args: Parameters<Cache['namespace']>) => {
      const inner = memory.namespace(...args);
      const spoiled: Cache = Object.assign(Object.create(inner), spoil(inner));
      return spoiled;
    },
  });
  const shopParts = createInstruments(heldClock, []);
  const [queue, events] = [createMemoryQueue<ShopJobs>(), createMemoryEventBus<ShopEvents>()];
  const database = createMemoryShopDatabase(shopParts.carrier, () => undefined);
  const shop = await openShop({ ports: { cache, queue, events, database }, ...shopParts });
  const made = new Run({
    id: 'run',
    prepared: prepare({ products: 120, readers: 40 }),
    composition: defaultComposition,
    hash: 'hash',
    layers: noLayers,
    faults: [],
    ...{ shop, carrier: shopParts.carrier },
    trails: shopParts.trails,
    ports: {
      cache,
      queue,
      events,
      storage: createMemoryStorage(),
      database,
      ratelimit: createMemoryRateLimiter({ limit: 10, windowMs: 1_000 }),
      logger: createConsoleLogger({ level: 'silent' }),
      metrics: createMemoryMetrics(),
      tracer: createMemoryTracer(),
    },
    server: () => server,
    time: hurriedTime,
    startedAt: new Date(0),
    onChange: () => undefined,
    onSpan: () => undefined,
  });
  await made.execute();
  unwrap(await shop.close());
  return { view: made.view, spans: made.spans };
}

const statusOf = ({ view }: Outcome): Record<string, string> =>
  Object.fromEntries(view.steps.map(({ name, status }) => [name, status]));
const reasonOf = ({ view }: Outcome, step: string): string | undefined =>
  view.steps.find(({ name }) => name === step)?.reason;

describe('the catalogue on memory', () => {
  test('keeps every expectation, and its numbers are right', async () => {
    const outcome = await run(() => ({}));
    expect(statusOf(outcome)).toEqual({
      cold: 'ok',
      warm: 'ok',
      stampede: 'ok',
      prices: 'ok',
      lists: 'ok',
      link: 'skipped',
      gone: 'skipped',
      back: 'skipped',
    });
    const [cold, warm, stampede] = outcome.view.steps;
    expect(cold).toMatchObject({ calls: 120, hits: 0, misses: 120, loads: 120, errors: 0 });
    expect(warm).toMatchObject({ calls: 120, hits: 120, misses: 0, loads: 0 });
    expect(stampede).toMatchObject({ calls: 40, loads: 1 });
    expect(outcome.view).toMatchObject({ status: 'ok', done: outcome.view.total, errors: 0, dropped: 0 });
    expect(outcome.view).not.toHaveProperty('reason');
  });

  test('every call is a span of its step, and aligned runs have the same keys', async () => {
    const [first, second] = [await run(() => ({})), await run(() => ({}))];
    const steps = first.spans.filter(({ kind }) => kind === 'step');
    expect(steps.map(({ op }) => op)).toEqual(['cold', 'warm', 'stampede', 'prices', 'lists', 'tear-down']);
    const calls = first.spans.filter(({ parent }) => parent === steps[0]?.i);
    expect(calls).toHaveLength(120);
    expect(calls.every(({ flags, durUs }) => flags[0] === 'loaded' && durUs !== null)).toBe(true);
    const keysOf = (spans: readonly Span[]): string[] =>
      spans.map(({ key }) => key).filter((key) => !key.startsWith('prices'));
    expect(keysOf(second.spans).sort()).toEqual(keysOf(first.spans).sort());
    expect(new Set(first.spans.map(({ key }) => key)).size).toBe(first.spans.length);
    const waited = first.spans.filter(({ key, flags }) => key.startsWith('stampede') && flags[0] === 'shared');
    expect(waited).toHaveLength(39);
  });
});

describe('a cache that breaks its promises is found out', () => {
  test('one that forgets', async () => {
    const outcome = await run((cache) => ({
      getOrSet: async (key, load) => (await cache.delete(key), cache.getOrSet(key, load)),
    }));
    expect(outcome.view.status).toBe('failed');
    expect(reasonOf(outcome, 'warm')).toContain('0 hits in 120 reads');
    expect(outcome.view.reason).toContain('Warm read');
  });

  test('one without single flight', async () => {
    const outcome = await run((cache) => ({
      async getOrSet(key, load) {
        const found = await cache.getOrSet(key, async () => ok(undefined));
        if (!found.ok || found.value !== undefined) return found;
        const loaded = await load({ signal: new AbortController().signal });
        return loaded.ok ? cache.getOrSet(key, async () => loaded) : loaded;
      },
    }));
    expect(statusOf(outcome)['cold']).toBe('failed');
  });

  test('one that ignores tags', async () => {
    const outcome = await run(() => ({ invalidateTags: async () => ok() }));
    expect(statusOf(outcome)).toMatchObject({ cold: 'ok', warm: 'ok', stampede: 'ok', prices: 'failed' });
    expect(reasonOf(outcome, 'prices')).toMatch(/reads after it gave an old price/);
  });

  test('one that invalidates too much', async () => {
    const outcome = await run((cache) => ({ invalidateTags: () => cache.clear() }));
    expect(reasonOf(outcome, 'prices')).toMatch(/entries of other categories were lost/);
  });

  test('one that gives back something else', async () => {
    const other = { id: 'other', price: 1 };
    const outcome = await run(() => ({ getOrSet: async () => ok(other) }));
    expect(reasonOf(outcome, 'cold')).toContain('120 of 120 reads gave a wrong product');
  });

  test('one that throws is a failed step, and the run goes on', async () => {
    const outcome = await run(() => ({
      invalidateTags: () => {
        throw new Error('a bug');
      },
    }));
    expect(statusOf(outcome)).toMatchObject({ prices: 'failed', gone: 'skipped' });
    expect(reasonOf(outcome, 'prices')).toBe('a bug');
  });
});

test('a server that is not ours is not killed', async () => {
  const url = 'redis://elsewhere';
  const outcome = await run(() => ({}), { url, description: 'elsewhere', close: async () => undefined });
  expect(reasonOf(outcome, 'gone')).toBe('the server is not ours, so it is not ours to kill');
});
