import { expect, test } from 'vitest';
import { failureOf } from './chaos-events.js';
import { runChaos } from './chaos.js';

// The same with 20,000 events and 60 kills is chaos.soak.test.ts.
test('workers are killed, Redis is restarted, connections are cut: nothing is lost, and the order per key is kept', async () => {
  const plan = { events: 900, keys: 12, kills: 6, workers: 2, concurrency: 8, workMs: 10, stallMs: 1_000 };
  const report = await runChaos({ ...plan, restarts: 1, cuts: 1 });
  expect(report).toMatchObject({ lost: [], wrong: [], unsaid: [], overtaken: [], left: 0, exits: [0, 0] });
  expect(report.dead).toBe(
    Array.from({ length: 900 }, (_, seq) => seq).filter((seq) => failureOf(seq) === 'for good').length,
  );
  // Void unless the kills hit work in flight, and it was handed out again.
  expect(report.killsInFlight).toBe(6);
  expect(report.redeliveries).toBeGreaterThan(0);
  // What may end twice is what was under way when something happened: to one process, or to all of them.
  expect(report.duplicates).toBeLessThanOrEqual((6 + 2 * 2) * 8);
}, 120_000);
