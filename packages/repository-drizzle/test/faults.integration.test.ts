import { err, InfraError, ok, unwrap, type Transaction } from '@infra/core';
import { createTcpProxy } from '@tooling/servers';
import { sql } from 'drizzle-orm';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createDrizzleDatabase, createDrizzleRepository } from '../src/index.js';
import { counterTable, createCounters, type Counters } from './counters.js';
import { createDatabase, query } from './postgres.js';

async function setUp(...options: Parameters<typeof createCounters>): Promise<Counters> {
  const made = await createCounters(...options);
  onTestFinished(async () => {
    unwrap(await made.database.close());
  });
  return made;
}

/** The server's process behind a transaction. */
async function pidOf({ database }: Counters, tx: Transaction): Promise<number> {
  const { rows } = unwrap(await database.run((db) => db.execute(sql`select pg_backend_pid() as pid`), { tx }));
  return Number(rows[0]?.['pid']);
}

test('a connection that the server ends in the middle of a transaction is unavailable, nothing is committed, and the process goes on', async () => {
  const told: InfraError[] = [];
  const { database, counters } = await setUp({ onError: (error) => told.push(error) });
  const result = await database.transaction(async (tx) => {
    unwrap(await counters.create({ id: 'a', value: 1 }, { tx }));
    await query(database.url, 'select pg_terminate_backend($1)', [await pidOf({ database, counters }, tx)]);
    return counters.create({ id: 'b', value: 1 }, { tx });
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  expect(unwrap(await counters.count({}))).toBe(0);
  expect(database.pool.stats()).toMatchObject({ waiting: 0 });
});

test('an idle connection that the server ends is told, and the next operation has another one', async () => {
  const told: InfraError[] = [];
  const { database, counters } = await setUp({ onError: (error) => told.push(error), connection: { max: 1 } });
  const pid = unwrap(await database.transaction(async (tx) => ok(await pidOf({ database, counters }, tx))));
  await query(database.url, 'select pg_terminate_backend($1)', [pid]);
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(told[0]?.code).toBe('unavailable');
  expect(unwrap(await counters.count({}))).toBe(0);
});

test('a connection that is lost at COMMIT is an unknown outcome, and the body does not run again', async () => {
  const { database, counters } = await setUp();
  await query(
    database.url,
    `create function fall() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
     create constraint trigger falling after insert on counters deferrable initially deferred for each row execute function fall()`,
  );
  let runs = 0;
  const result = await database.transaction((tx) => {
    runs += 1;
    return counters.create({ id: 'a', value: 1 }, { tx });
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'unknown_outcome', retryable: false } });
  expect(runs).toBe(1);
});

test('an answer to COMMIT that is lost on its way is an unknown outcome, though it was committed', async () => {
  const { database: direct, counters } = await setUp();
  const target = new URL(direct.url);
  await using proxy = await createTcpProxy({ port: Number(target.port) });
  target.port = String(proxy.port);
  await using database = createDrizzleDatabase({ url: target.href });
  const through = createDrizzleRepository({ database, table: counterTable });
  const hooks: string[] = [];
  const result = await database.transaction(async (tx) => {
    unwrap(await through.create({ id: 'a', value: 1 }, { tx }));
    tx.afterCommit(async () => ok(hooks.push('only when committed')));
    tx.afterCommit(async () => ok(hooks.push('or unknown')), { orUnknown: true });
    // The next byte that the server says is its answer to COMMIT.
    proxy.dropAfter(0);
    return ok();
  });
  proxy.heal();
  expect(result).toMatchObject({ ok: false, error: { code: 'unknown_outcome' } });
  expect(hooks).toEqual(['or unknown']);
  expect(unwrap(await counters.count({}))).toBe(1);
});

test('a COMMIT that nobody answers is an unknown outcome when the transaction has taken too long', async () => {
  const { database: direct } = await setUp();
  const target = new URL(direct.url);
  await using proxy = await createTcpProxy({ port: Number(target.port) });
  target.port = String(proxy.port);
  await using database = createDrizzleDatabase({ url: target.href });
  const through = createDrizzleRepository({ database, table: counterTable });
  const result = await database.transaction(
    async (tx) => {
      unwrap(await through.create({ id: 'a', value: 1 }, { tx }));
      proxy.blackHole();
      return ok();
    },
    { timeoutMs: 500 },
  );
  expect(result).toMatchObject({ ok: false, error: { code: 'unknown_outcome' } });
});

test('a BEGIN that fails leaves no connection behind', async () => {
  const { database: direct } = await setUp();
  const target = new URL(direct.url);
  await using proxy = await createTcpProxy({ port: Number(target.port) });
  target.port = String(proxy.port);
  await using database = createDrizzleDatabase({ url: target.href, connection: { max: 1 }, connectTimeoutMs: 2_000 });
  const through = createDrizzleRepository({ database, table: counterTable });
  for (let times = 0; times < 5; times += 1) {
    unwrap(await through.count({}));
    proxy.dropAfter(0);
    const failed = await database.transaction(async () => ok());
    expect(failed).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    proxy.heal();
  }
  expect(unwrap(await database.transaction((tx) => through.count({}, { tx })))).toBe(0);
  expect(database.pool.stats()).toMatchObject({ max: 1, waiting: 0 });
});

test('an error that drizzle tells and the body keeps to itself is not reported as done', async () => {
  const { database, counters } = await setUp();
  const result = await database.transaction(async (tx) => {
    unwrap(await counters.create({ id: 'a', value: 1 }, { tx }));
    const told = await database.run(
      async (db) => {
        await db.execute(sql`select 1 / 0`).catch(() => undefined);
      },
      { tx },
    );
    return told;
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'conflict' } });
  expect(unwrap(await counters.count({}))).toBe(0);
});

test('whoever waits for a connection of a pool that is used up waits no longer than it may', async () => {
  const { database, counters } = await setUp({ connection: { max: 2 }, connectTimeoutMs: 200 });
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const hold = () =>
    database.transaction(async (tx) => {
      unwrap(await counters.count({}, { tx }));
      await released;
      return ok();
    });
  const holding = [hold(), hold()];
  await expect.poll(() => database.pool.stats().idle === 0 && database.pool.stats().open === 2).toBe(true);
  const late = await counters.count({});
  expect(late).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: true } });
  const began = await database.transaction(async () => ok());
  expect(began).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  expect(database.pool.stats()).toEqual({ max: 2, open: 2, idle: 0, waiting: 0 });
  release();
  for (const one of holding) expect(await one).toEqual(ok());
  expect(unwrap(await counters.count({}))).toBe(0);
});

test('a statement that takes longer than the server lets it is a timeout', async () => {
  const { database } = await setUp({ connection: { statement_timeout: 50 } });
  const slept = await database.run((db) => db.execute(sql`select pg_sleep(10)`));
  expect(slept).toMatchObject({ ok: false, error: { code: 'timeout', details: { state: '57014' } } });
});

test('a transaction that takes too long keeps no locks: the server gives up its statement, too', async () => {
  const { database, counters } = await setUp();
  unwrap(await counters.create({ id: 'a', value: 1 }));
  const slow = await database.transaction(
    async (tx) => {
      unwrap(await counters.update('a', { value: 2 }, { tx }));
      return database.run((db) => db.execute(sql`select pg_sleep(60)`), { tx });
    },
    { timeoutMs: 300 },
  );
  expect(slow).toMatchObject({ ok: false, error: { code: 'timeout' } });
  // Waits for the lock, which is free at most as much later as the transaction might take.
  expect(unwrap(await counters.update('a', { value: 3 })).value).toBe(3);
});

test('32 writers of one row at the strictest level lose no update', async () => {
  const { database, counters } = await setUp({ connection: { max: 8 }, connectTimeoutMs: 30_000 });
  unwrap(await counters.create({ id: 'a', value: 0 }));
  const writers = Array.from({ length: 32 }, () =>
    database.transaction(
      async (tx) => {
        const found = await counters.findById('a', { tx });
        if (!found.ok) return found;
        return counters.update('a', { value: (found.value?.value ?? 0) + 1 }, { tx });
      },
      { isolation: 'serializable', attempts: 100, timeoutMs: 60_000 },
    ),
  );
  const results = await Promise.all(writers);
  const done = results.filter(({ ok: isDone }) => isDone).length;
  for (const result of results) if (!result.ok) expect(result.error.code).toBe('conflict');
  expect(unwrap(await counters.findById('a'))?.value).toBe(done);
  // The budget of retries bounds a storm; it is enough for most.
  expect(done).toBeGreaterThan(16);
});

test('write skew happens at read committed, and not at serializable', async () => {
  const { database, counters } = await setUp();
  for (const isolation of ['read committed', 'serializable'] as const) {
    unwrap(await counters.deleteMany({}));
    unwrap(
      await counters.createMany([
        { id: 'a', value: 1 },
        { id: 'b', value: 1 },
      ]),
    );
    let arrived = 0;
    let open = (): void => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    // Each goes only if another stays.
    const leave = (id: string) =>
      database.transaction(
        async (tx) => {
          const staying = await counters.count({ value: 1 }, { tx });
          if (!staying.ok) return staying;
          arrived += 1;
          if (arrived >= 2) open();
          await both;
          if (staying.value < 2)
            return err(new InfraError({ code: 'forbidden', message: 'alone', provider: 't', operation: 't' }));
          return counters.update(id, { value: 0 }, { tx });
        },
        { isolation },
      );
    const left = await Promise.all([leave('a'), leave('b')]);
    expect(left.filter((one) => one.ok)).toHaveLength(isolation === 'serializable' ? 1 : 2);
    expect(unwrap(await counters.count({ value: 1 }))).toBe(isolation === 'serializable' ? 1 : 0);
  }
});

test('statements are prepared by name, or not where that is not wanted', async () => {
  for (const prepare of [true, false]) {
    const { database, counters } = await setUp({ prepare, connection: { max: 1 } });
    for (const id of ['a', 'b']) {
      unwrap(await counters.create({ id, value: 1 }));
      unwrap(await counters.findById(id));
      unwrap(await counters.update(id, { value: 2 }));
      unwrap(await counters.delete(id));
    }
    // Nobody knows how many shapes a condition has, nor whether one plan is good for all of its values.
    unwrap(await counters.findMany({ value: { gt: 1 } }));
    unwrap(await counters.updateMany({ value: 1 }, { value: 2 }));
    const { rows } = unwrap(
      await database.run((db) =>
        db.execute<{ first: string }>(
          sql`select split_part(statement, ' ', 1) as first from pg_prepared_statements where name like 'infra_%' order by 1`,
        ),
      ),
    );
    expect(rows.map(({ first }) => first)).toEqual(prepare ? ['delete', 'insert', 'select', 'update'] : []);
  }
});

test('a table that a migration has changed under a prepared statement is worth another try, which transactions make', async () => {
  const { database, counters } = await setUp({ connection: { max: 1 } });
  unwrap(await counters.create({ id: 'a', value: 1 }));
  unwrap(await counters.findById('a'));
  await query(database.url, 'alter table counters alter value type smallint');
  const outdated = await counters.findById('a');
  expect(outdated).toMatchObject({ ok: false, error: { code: 'conflict', retryable: true } });
  expect(unwrap(await counters.findById('a'))).toEqual({ id: 'a', value: 1 });
  await query(database.url, 'alter table counters alter value type integer');
  const attempts: number[] = [];
  const read = await database.transaction((tx) => {
    attempts.push(tx.attempt);
    return counters.findById('a', { tx });
  });
  expect(unwrap(read)).toEqual({ id: 'a', value: 1 });
  expect(attempts).toEqual([1, 2]);
});

test('a query that node-postgres gives up is too late', async () => {
  const { database, counters } = await setUp({ connection: { query_timeout: 100 } });
  const slow = await database.run((db) => db.execute(sql`select pg_sleep(5)`));
  expect(slow).toMatchObject({ ok: false, error: { code: 'timeout' } });
  expect(unwrap(await counters.count({}))).toBe(0);
});

test('a pool that was given is used and not closed', async () => {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: inject('postgresUrl'), max: 1 });
  onTestFinished(() => pool.end());
  const database = createDrizzleDatabase({ pool });
  expect(unwrap(await database.health()).status).toBe('up');
  unwrap(await database.close());
  expect(unwrap(await database.health()).status).toBe('down');
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('closing returns though connections are in use', async () => {
  const database = await createDatabase();
  let isHeld = (): void => undefined;
  const held = new Promise<void>((resolve) => (isHeld = resolve));
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const holding = database.transaction(async () => {
    isHeld();
    await released;
    return ok();
  });
  await held;
  expect(await database.close({ deadlineMs: 100 })).toEqual(ok());
  release();
  expect(await holding).toEqual(ok());
});
