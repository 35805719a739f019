// An adapter's author runs the suite on an adapter: here the one in memory, all cases.
import assert from 'node:assert/strict';
import { createMemoryCache } from '@infra/cache-memory';
import { cacheSuite, createTestClock, runConformance, type CacheHarness } from '@infra/conformance';

async function main(): Promise<void> {
  const clock = createTestClock();
  const harness: CacheHarness = {
    make: async (options) => createMemoryCache({ ...options, clock }),
    advance: async (ms) => clock.advance(ms),
  };
  const cases: (() => Promise<void>)[] = [];
  runConformance(cacheSuite, harness, (_, run) => cases.push(run));
  assert.ok(cases.length > 10);
  for (const run of cases) await run();
}

void main();
