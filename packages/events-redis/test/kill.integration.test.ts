import { startRedis } from '@tooling/servers';
import { expect, test } from 'vitest';
import { killWhileHandling } from './kill.js';

test('with workers killed by kill -9 in the middle of their handlers nothing is lost', async () => {
  await using server = await startRedis();
  const outcome = await killWhileHandling({ url: server.url, events: 1_500, kills: 6, workers: 2 });
  expect(outcome).toMatchObject({ lost: [], dead: 0 });
  expect(outcome.hits).toBeGreaterThan(0);
  expect(outcome.redelivered).toBeGreaterThan(0);
  // A kill makes at most those run again that were in flight: concurrency 20.
  expect(outcome.duplicates).toBeLessThanOrEqual(6 * 20);
}, 120_000);
