import { expect, test } from 'vitest';
import { failureOf } from './chaos-events.js';
import { runChaos } from './chaos.js';

test('20,000 events, half of them with keys, 60 kills, 3 restarts of Redis, 5 cuts: nothing is lost, order is kept', async () => {
  const plan = { events: 20_000, keys: 50, kills: 60, workers: 4, concurrency: 10, workMs: 20, stallMs: 1_000 };
  const report = await runChaos({ ...plan, restarts: 3, cuts: 5 });
  const { lost, wrong, unsaid, overtaken, ...rest } = report;
  console.log(JSON.stringify({ ...rest, lost: lost.length, overtaken: overtaken.length }));
  expect({ lost, wrong, unsaid, overtaken }).toEqual({ lost: [], wrong: [], unsaid: [], overtaken: [] });
  expect(report).toMatchObject({ left: 0, exits: [0, 0, 0, 0] });
  expect(report.dead).toBe(
    Array.from({ length: 20_000 }, (_, seq) => seq).filter((seq) => failureOf(seq) === 'for good').length,
  );
  // Otherwise the run proves nothing.
  expect(report.killsInFlight).toBeGreaterThanOrEqual(50);
  expect(report.redeliveries).toBeGreaterThanOrEqual(50);
  expect(report.duplicates).toBeLessThanOrEqual((60 + (3 + 5) * 4) * 10);
});
