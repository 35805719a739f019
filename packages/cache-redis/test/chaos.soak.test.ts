import { expect, test } from 'vitest';
import { runChaos } from './chaos.js';

test('five minutes of faults: in time, never stale, and well again in the end', async () => {
  const timeoutMs = 300;
  const report = await runChaos(5 * 60_000, timeoutMs, Date.now());
  expect(report.faults).toBeGreaterThan(300);
  expect(report.stale).toBe(0);
  expect(report.unexplained).toEqual([]);
  expect(report.slowestMs).toBeLessThan(timeoutMs + 1_500);
  expect(report.recovered).toBe(true);
});
