import { unwrap, type InfraError } from '@infra/core';
import { expect, onTestFinished, test } from 'vitest';
import { createDrizzleOutboxStore, migrateDrizzleDatabase } from '../src/index.js';
import { createDatabase, query } from './postgres.js';

test('a connection that listens and is lost comes back, and says that something may have been missed', async () => {
  const told: InfraError[] = [];
  const database = await createDatabase({
    onError: (error) => told.push(error),
    connection: { application_name: 'wakeups' },
  });
  onTestFinished(async () => {
    unwrap(await database.close());
  });
  unwrap(await migrateDrizzleDatabase(database));
  const outbox = createDrizzleOutboxStore(database);
  let calls = 0;
  const wakeup = unwrap(await outbox.wakeups.subscribe(() => (calls += 1)));
  const listeners = `from pg_stat_activity where application_name = 'wakeups' and query = 'listen infra_outbox'`;
  expect(await query(database.url, `select pg_terminate_backend(pid) ${listeners}`)).toHaveLength(1);
  await expect.poll(() => calls, { timeout: 10_000 }).toBe(1);
  expect(told.map(({ code }) => code)).toContain('unavailable');

  const message = { id: 'm1', type: 'thing.happened', data: 1, time: new Date(0), context: {} };
  unwrap(await database.transaction((tx) => outbox.append([message], { tx })));
  await expect.poll(() => calls, { timeout: 10_000 }).toBe(2);

  // Nobody listens any more: nothing of it is left on the server.
  unwrap(await wakeup.close());
  await expect.poll(() => query(database.url, `select 1 ${listeners}`), { timeout: 10_000 }).toHaveLength(0);
});
