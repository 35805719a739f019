import {
  cacheSuite,
  casesFor,
  errorTrackerSuite,
  loggerSuite,
  metricsSuite,
  rateLimiterSuite,
  storageSuite,
  tracerSuite,
  type ConformanceSuite,
} from '@infra/conformance';
import { isInfraError, type AsyncResult, type InfraError } from '@infra/core';
import { describe, expect, test } from 'vitest';
import {
  createTemplateCache,
  createTemplateErrorTracker,
  createTemplateLogger,
  createTemplateMetrics,
  createTemplateRateLimiter,
  createTemplateStorage,
  createTemplateTracer,
} from '../src/index.js';
import { harness as cacheHarness } from './cache/harness.js';
import { harness as errorTrackerHarness } from './error-tracker/harness.js';
import { harness as loggerHarness } from './logger/harness.js';
import { harness as metricsHarness } from './metrics/harness.js';
import { harness as rateLimiterHarness } from './ratelimit/harness.js';
import { harness as storageHarness } from './storage/harness.js';
import { harness as tracerHarness } from './tracer/harness.js';

/** How much of a suite the adapter keeps as it comes out of the template. */
async function kept<H extends object>(suite: ConformanceSuite<H>, harness: H): Promise<number> {
  const cases = casesFor(suite, harness);
  const runs = await Promise.allSettled(cases.map((each) => each.run(harness)));
  return runs.filter(({ status }) => status === 'fulfilled').length / cases.length;
}

describe('what is not written yet', () => {
  test('is refused by the suite, whatever the port', async () => {
    // The rest is what the shared front keeps: it refuses bad input, aborted signals and calls after close.
    expect(await kept(cacheSuite, cacheHarness)).toBeLessThan(0.5);
    expect(await kept(storageSuite, storageHarness)).toBeLessThan(0.5);
    expect(await kept(loggerSuite, loggerHarness)).toBeLessThan(0.5);
    expect(await kept(rateLimiterSuite, rateLimiterHarness)).toBeLessThan(0.5);
    expect(await kept(metricsSuite, metricsHarness)).toBeLessThan(0.5);
    expect(await kept(tracerSuite, tracerHarness)).toBeLessThan(0.5);
    expect(await kept(errorTrackerSuite, errorTrackerHarness)).toBeLessThan(0.5);
  });

  test.each<[string, string, () => AsyncResult<unknown>]>([
    ['a cache', 'src/template-store.ts', () => createTemplateCache().get('key')],
    ['a storage', 'src/template-driver.ts', () => createTemplateStorage().get('key')],
    ['a logger', 'src/template-destination.ts', () => createTemplateLogger().flush()],
    ['metrics', 'src/template-exposition.ts', () => createTemplateMetrics().exposition.render()],
    ['a tracer', 'src/template-destination.ts', () => createTemplateTracer().flush()],
    ['an error tracker', 'src/template-destination.ts', () => createTemplateErrorTracker().flush()],
    [
      'a rate limiter',
      'src/template-driver.ts',
      () => createTemplateRateLimiter({ limit: 1, windowMs: 1_000 }).consume('key'),
    ],
  ])('says in %s where to write it: %s', async (_port, file, call) => {
    const result = await call();
    expect(result).toMatchObject({ ok: false, error: { code: 'unsupported', retryable: false } });
    expect(!result.ok && result.error.message).toContain(`write it in ${file}`);
  });

  test('is told to onError where a call cannot fail: of a logger, a tracer, an error tracker', () => {
    const told: string[] = [];
    const onError = ({ code, operation }: InfraError): void => void told.push(`${code} ${operation}`);
    createTemplateLogger({ onError }).info('lost');
    createTemplateTracer({ onError }).startSpan('lost').end();
    expect(createTemplateErrorTracker({ onError }).captureMessage('lost')).toBeUndefined();
    expect(told).toEqual(['unsupported logger.write', 'unsupported tracer.add', 'unsupported errortracker.add']);
  });
});

describe('what is written already', () => {
  test.each<[string, () => unknown]>([
    ['a TTL of nothing', () => createTemplateCache({ ttlMs: 0 })],
    ['values of nothing', () => createTemplateCache({ maxValueBytes: 0 })],
    ['a bucket without a name', () => createTemplateStorage({ bucket: '' })],
    ['a limit of nothing', () => createTemplateRateLimiter({ limit: 0, windowMs: 1_000 })],
    ['a level that is none', () => createTemplateLogger({ level: JSON.parse('"loud"') })],
    ['a secret key that is none', () => createTemplateLogger({ redact: { keys: [''] } })],
    ['series of nothing', () => createTemplateMetrics({ maxSeries: 0 })],
    ['a queue of nothing', () => createTemplateTracer({ maxQueue: 0 })],
    ['reports of nothing', () => createTemplateErrorTracker({ maxQueue: 0.5 })],
    ['a key that is none', () => createTemplateErrorTracker({ redactKeys: [''] })],
  ])('refuses options that make no sense: %s', (_what, make) => {
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect(isInfraError(thrown) && thrown.code).toBe('validation');
  });

  test('closes, twice safely, and says then that it is closed', async () => {
    const cache = createTemplateCache();
    expect([await cache.close(), await cache.close()]).toEqual([{ ok: true }, { ok: true }]);
    expect(await cache.get('key')).toMatchObject({ error: { code: 'unavailable', provider: cache.provider } });
    await using storage = createTemplateStorage();
    expect(await storage.close()).toEqual({ ok: true });
    expect(await storage.get('key')).toMatchObject({ error: { code: 'unavailable', provider: storage.provider } });
  });
});
