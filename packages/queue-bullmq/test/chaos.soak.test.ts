import { expect, test } from 'vitest';
import { runChaos } from './chaos.js';

test('20,000 jobs, 50 kills of work in flight, 3 restarts of Redis, 5 cuts: nothing is lost', async () => {
  const plan = { jobs: 20_000, kills: 50, workers: 4, concurrency: 10, jobMs: 60, restarts: 3, cuts: 5 };
  const report = await runChaos(plan);
  console.log(JSON.stringify({ ...report, neverEnded: report.neverEnded.length, unsaid: report.unsaid.length }));
  expect(report).toMatchObject({ added: 20_000, completed: 20_000, neverEnded: [], unsaid: [], exits: [0, 0, 0, 0] });
  expect(report.killsInFlight).toBeGreaterThanOrEqual(50);
  expect(report.redeliveries).toBeGreaterThan(0);
  expect(report.redeliveries).toBeLessThanOrEqual((50 + 3 + (3 + 5) * 4) * 10);
  expect(report.poisonReason).toContain('3 times');
});
