import { expect, test } from 'vitest';
import { expectKept, play } from './scenario.js';

test('10,000 events by 8 writers, while relays are killed 300 times', async () => {
  const report = await play({
    writers: 8,
    transactions: 700,
    relays: 4,
    keys: 40,
    kills: 300,
    random: Math.random,
  });
  expectKept(report);
  expect(report.committed).toBeGreaterThan(9_000);
  expect(report.killed).toBe(300);
  expect(report.deliveries).toBeGreaterThan(report.committed);
  console.log(
    `${String(report.committed)} events, ${String(report.deliveries)} deliveries, ${String(report.killed)} relays killed`,
  );
});
