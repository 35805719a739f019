import { startPostgres } from '@tooling/servers';
import { expect, test } from 'vitest';
import { playRelays } from './relays.js';

test('10,000 events by 8 writers while relays are killed 150 times', async () => {
  await using server = await startPostgres();
  const report = await playRelays({ url: server.url, writers: 8, events: 10_000, relays: 4, kills: 150 });
  expect(report.committed).toBeGreaterThanOrEqual(10_000);
  expect(report.killed).toBe(150);
  const { committed, deliveries, killed } = report;
  console.log(`${String(committed)} events, ${String(deliveries)} deliveries, ${String(killed)} relays killed`);
});
