import { startRedis } from '@tooling/servers';
import { expect, test } from 'vitest';
import { killWhileHandling } from './kill.js';

test('20,000 events and 60 kills: nothing is lost, and duplicates are within the promise', async () => {
  await using server = await startRedis();
  const outcome = await killWhileHandling({ url: server.url, events: 20_000, kills: 60, workers: 3 });
  console.log(
    `hits ${String(outcome.hits)}, redelivered ${String(outcome.redelivered)}, duplicates ${String(outcome.duplicates)}`,
  );
  expect(outcome).toMatchObject({ lost: [], dead: 0 });
  // Otherwise the run proves nothing.
  expect(outcome.hits).toBeGreaterThanOrEqual(50);
  expect(outcome.redelivered).toBeGreaterThanOrEqual(50);
  expect(outcome.duplicates).toBeLessThanOrEqual(60 * 20);
});
