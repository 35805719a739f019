import { testRedis } from '@tooling/servers/vitest';
import { expect, test } from 'vitest';
import { runDelays } from './delays.js';

const { url } = testRedis();

test.each([1, 50])(
  '10,000 delayed jobs with random delays, at concurrency %d: none early, in order, each once',
  async (concurrency) => {
    const report = await runDelays({ url, jobs: 10_000, leastMs: 15_000, spreadMs: 30_000, concurrency });
    console.log(JSON.stringify({ concurrency, ...report }));
    expect(report).toMatchObject({ begun: 10_000, early: 0, again: 0 });
    // One at a time they begin exactly in order; several fetch at once, and those that fall due together may overtake each other.
    if (concurrency === 1) expect(report.inversions).toBe(0);
    else expect(report.worstInversionMs).toBeLessThan(1_000);
  },
);
