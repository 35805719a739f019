import { expect, test } from 'vitest';
import { runChaos } from './chaos.js';

// The same with 20,000 jobs and 50 kills is chaos.soak.test.ts.
test('workers are killed, Redis is restarted, connections are cut: no job is lost, and a second run says so', async () => {
  const report = await runChaos({ jobs: 800, kills: 6, workers: 3, concurrency: 5, jobMs: 40, restarts: 1, cuts: 1 });
  expect(report).toMatchObject({ added: 800, completed: 800, neverEnded: [], unsaid: [], exits: [0, 0, 0] });
  // Void unless the kills hit work in flight, and it was handed out again.
  expect(report.killsInFlight).toBe(6);
  expect(report.redeliveries).toBeGreaterThan(0);
  // What may run again is what was under way when something happened: to one process, or to all of them.
  expect(report.redeliveries).toBeLessThanOrEqual((6 + 3 + 2 * 3) * 5);
  // A kill that came first, before its handler could say anything, is one of the three times.
  expect(report.poisonRuns).toBeLessThanOrEqual(3);
  expect(report.poisonReason).toContain('3 times');
}, 90_000);
