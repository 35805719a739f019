import { expect, test } from 'vitest';
import { runChaos } from './chaos.js';

test('seconds of cuts, black holes, stops and restarts: in time, never stale, and well again in the end', async () => {
  const timeoutMs = 300;
  const report = await runChaos(5_000, timeoutMs, 7);
  expect(report.faults).toBeGreaterThan(5);
  expect(report.operations).toBeGreaterThan(500);
  expect(report.failures).toBeGreaterThan(0);
  expect(report.stale).toBe(0);
  expect(report.unexplained).toEqual([]);
  expect(report.slowestMs).toBeLessThan(timeoutMs + 1_000);
  expect(report.recovered).toBe(true);
});
