import { unwrap } from '@infra/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { Composition, Layers, RunView, Span } from '../src/contract.js';
import { noFault } from '../src/faults/fault-table.js';
import { findScenario } from '../src/scenarios/registry.js';
import { createHarness, type Harness } from './harness.js';

const harnesses: Harness[] = [];
afterEach(async () => {
  await Promise.all(harnesses.splice(0).map((harness) => harness.close()));
});

async function start(layers: Partial<Layers>, change: Partial<Composition> = {}): Promise<Harness> {
  const harness = await createHarness({ logger: 'memory', ...change }, layers);
  harnesses.push(harness);
  return harness;
}

/** A second of traffic, as fast as it goes. */
async function run(
  { runs }: Harness,
  rate = 200,
): Promise<{ readonly view: RunView; readonly spans: readonly Span[] }> {
  const prepared = findScenario('traffic')?.prepare({ seconds: 1, rate });
  if (prepared?.ok !== true) throw new Error('no traffic');
  const { id, finished } = unwrap(runs.begin(prepared.prepared));
  return { view: await finished, spans: runs.spans(id) ?? [] };
}

const failing = { ...noFault, errorPercent: 30, resetAfterS: 0 };

describe('traffic', () => {
  test('holds on memory, without and with layers', async () => {
    const bare = await run(await start({}));
    expect(bare.view).toMatchObject({ status: 'ok', errors: 0, retries: 0, done: 201 });
    expect(bare.spans.some(({ kind }) => kind === 'attempt')).toBe(false);
    const around = { observe: {}, bulkhead: {}, total: {}, retry: {}, breaker: {}, timeout: {} };
    const layered = await run(await start({ cache: around, storage: around, ratelimit: around }));
    expect(layered.view).toMatchObject({ status: 'ok', errors: 0, retries: 0 });
    expect(layered.view.layers.cache.retry).toEqual({ attempts: 3, delayMs: 50 });
  });

  test('fails with a fault, and holds with the same fault behind retries', async () => {
    const bare = await start({});
    bare.instruments.faults.set('storage', failing);
    const { view } = await run(bare);
    expect(view.status).toBe('failed');
    expect(view.reason).toContain('Steady traffic');
    expect(view.faults).toMatchObject([{ port: 'storage', errorPercent: 30 }]);

    const retrying = await start({ storage: { retry: { attempts: 6, delayMs: 1 } } });
    retrying.instruments.faults.set('storage', failing);
    const { view: held, spans } = await run(retrying);
    expect(held.status).toBe('ok');
    expect(held.retries).toBeGreaterThan(10);

    const call = spans.find(({ kind, flags }) => kind === 'call' && flags.includes('retried'));
    expect(call).toMatchObject({ port: 'storage', flags: ['retried', 'injected'] });
    const below = spans.filter(({ parent, kind }) => parent === call?.i && kind !== 'call');
    expect(below.slice(0, 3)).toMatchObject([
      { kind: 'attempt', attempt: 1, code: 'unavailable', flags: ['injected'] },
      { kind: 'wait', attempt: 2 },
      { kind: 'attempt', attempt: 2 },
    ]);
    expect(below.at(-1)).not.toHaveProperty('code');
    // One after the other, within the call.
    for (const [index, { startUs, durUs }] of below.entries()) {
      const next = below[index + 1];
      if (next !== undefined) expect(startUs + (durUs ?? 0)).toBeLessThanOrEqual(next.startUs);
    }
  });

  test('meets the same faults with the same seed', async () => {
    const fate = async (): Promise<readonly string[]> => {
      const harness = await start({});
      harness.instruments.faults.set('storage', failing);
      const { spans } = await run(harness);
      const failed = spans.filter(({ kind, code }) => kind === 'call' && code !== undefined);
      // Each run has a folder of its own.
      return failed.map(({ key }) => key.replace(/runs\/[^/]+/, ''));
    };
    const [first, second] = [await fate(), await fate()];
    expect(first.length).toBeGreaterThan(5);
    expect(second).toEqual(first);
  });

  test('an open breaker refuses, and says so on the span and to those who watch', async () => {
    const harness = await start({ cache: { breaker: { failures: 3, openMs: 60_000 } } });
    harness.instruments.faults.set('cache', { ...failing, errorPercent: 100 });
    const { view, spans } = await run(harness);
    expect(view).toMatchObject({ status: 'failed' });
    const refused = spans.filter(({ kind, flags }) => kind === 'call' && flags.includes('rejected'));
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]).toMatchObject({ code: 'unavailable', port: 'cache' });
    expect(refused[0]?.flags).not.toContain('injected');
    expect(spans.some(({ kind, flags }) => kind === 'attempt' && flags.includes('breaker open'))).toBe(true);
    expect(harness.operate.tick().ports).toMatchObject({ 'cache/memory': { breaker: 'open', errors: view.errors } });
    expect(harness.operate.view.happenings.map(({ text }) => text)).toEqual([
      'breaker cache/memory: closed → open, consecutive failures',
    ]);
  });

  test('a hung adapter is cut off by the time-out, and tried again', async () => {
    const harness = await start({ cache: { timeout: { ms: 5 }, retry: { attempts: 2, delayMs: 1 } } });
    harness.instruments.faults.set('cache', { ...noFault, hang: true, resetAfterS: 0 });
    const { view, spans } = await run(harness, 10);
    expect(view.status).toBe('failed');
    // The first ones: later there is nothing left of the budget.
    const calls = spans.filter(({ kind, op }) => kind === 'call' && op === 'set');
    expect(calls[0]).toMatchObject({ code: 'timeout', flags: ['retried', 'injected', 'timed out', 'gave up'] });
  });

  test('over its rate limit a port answers at once, whichever limiter counts', async () => {
    const { view, spans } = await run(await start({ cache: { ratelimit: { limit: 20, windowMs: 60_000 } } }), 30);
    expect(view.status).toBe('failed');
    const limited = spans.filter(({ flags }) => flags.includes('limited'));
    expect(limited[0]).toMatchObject({ port: 'cache', code: 'rate_limited' });
    expect(limited.length).toBeGreaterThan(100);
  });

  test('observed calls are told to logger, metrics and tracer', async () => {
    const harness = await start({ storage: { observe: {} } }, { logger: 'memory', metrics: 'prometheus' });
    await run(harness, 20);
    const { metrics } = harness.composer.ports;
    const text = metrics.exposition === undefined ? '' : unwrap(await metrics.exposition.render());
    expect(text).toMatch(
      /infra_operations_total\{port="storage",provider="memory",operation="put",outcome="ok"[^}]*\} 4/,
    );
    expect(text).not.toContain('port="cache"');
    const lines = harness.composer.ports.logger.lines?.map(({ message }) => message) ?? [];
    expect(lines).toContain('storage.put ok');
  });
});

test('a composition that does not start leaves the present one, its layers included', async () => {
  const harness = await start({ cache: { retry: {} } });
  const answer = await harness.send('PUT', '/api/composition', { tracer: 'otel', layers: { cache: { breaker: {} } } });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    detail: expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT is not set'),
  });
  expect(harness.composer.layers.cache).toEqual({ retry: { attempts: 3, delayMs: 50 } });
});
