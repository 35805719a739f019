import { testRedis } from '@tooling/servers/vitest';
import { expect, test } from 'vitest';
import { runDelays } from './delays.js';

const { url } = testRedis();

// The same with 10,000 is delays.soak.test.ts.
test('500 delayed jobs begin in the order of their times, none early, each once', async () => {
  const report = await runDelays({ url, jobs: 500, leastMs: 500, spreadMs: 2_000, concurrency: 1 });
  expect(report).toMatchObject({ begun: 500, early: 0, inversions: 0, again: 0 });
});
