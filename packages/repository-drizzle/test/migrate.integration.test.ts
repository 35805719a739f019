import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { unwrap } from '@infra/core';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { expect, onTestFinished, test } from 'vitest';
import { main } from '../src/cli.js';
import { createDrizzleRepositoryFactory, findProblems, migrateDrizzleDatabase } from '../src/index.js';
import { ownMigrations } from '../src/own-migrations.js';
import { createDatabase, query, type TestDatabase } from './postgres.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

async function setUp(): Promise<TestDatabase> {
  const database = await createDatabase();
  onTestFinished(async () => {
    unwrap(await database.close());
  });
  return database;
}

/** A folder as drizzle-kit makes it. */
async function folderOf(...migrations: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'infra-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const entries = migrations.map((_, idx) => ({
    idx,
    version: '7',
    when: 1_700_000_000_000 + idx,
    tag: `000${String(idx)}_step`,
    breakpoints: true,
  }));
  await cp(join(here, '../migrations/meta'), join(folder, 'meta'), { recursive: true });
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries }));
  for (const [index, sql] of migrations.entries()) await writeFile(join(folder, `000${String(index)}_step.sql`), sql);
  return folder;
}

const THINGS = 'create table things (id text primary key);\n--> statement-breakpoint\ncreate index on things (id);';

test('what was applied is not applied again, and what comes later is', async () => {
  const database = await setUp();
  const folder = await folderOf(THINGS);
  const first = unwrap(await migrateDrizzleDatabase(database, { folder }));
  expect(first.applied).toHaveLength(ownMigrations.length + 1);
  const again = unwrap(await migrateDrizzleDatabase(database, { folder }));
  expect(again).toEqual({ applied: [], present: ownMigrations.length + 1 });
  const more = await folderOf(THINGS, 'alter table things add label text');
  expect(unwrap(await migrateDrizzleDatabase(database, { folder: more })).applied).toHaveLength(1);
  expect(await query(database.url, 'select label from things')).toEqual([]);
});

test('a folder as drizzle-kit 1.0 makes it is the same, also one that was of 0.31', async () => {
  const database = await setUp();
  unwrap(await migrateDrizzleDatabase(database, { folder: await folderOf(THINGS) }));
  const folder = await mkdtemp(join(tmpdir(), 'infra-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), text);
  };
  await put('20240301000000_second', 'alter table things add label text');
  await put('20240229123456_first', THINGS);
  const { applied, present } = unwrap(await migrateDrizzleDatabase(database, { folder }));
  expect(applied).toEqual(['20240301000000_second']);
  expect(present).toBe(ownMigrations.length + 1);
  await writeFile(join(folder, '20240301000000_second', 'migration.sql'), 'alter table things add note text');
  expect(await migrateDrizzleDatabase(database, { folder })).toMatchObject({ ok: false, error: { code: 'conflict' } });
});

test('one that fails changes nothing, and says which; one that was changed is a conflict; a folder that is none is refused', async () => {
  const database = await setUp();
  const failing = await folderOf(THINGS, 'alter table nothing add label text');
  const failed = await migrateDrizzleDatabase(database, { folder: failing });
  expect(failed).toMatchObject({ ok: false, error: { message: expect.stringContaining('0001_step') as string } });
  expect(await query(database.url, `select to_regclass('things') as there`)).toEqual([{ there: null }]);
  unwrap(await migrateDrizzleDatabase(database, { folder: await folderOf(THINGS) }));
  const changed = await migrateDrizzleDatabase(database, { folder: await folderOf(`${THINGS} -- `) });
  expect(changed).toMatchObject({ ok: false, error: { code: 'conflict' } });
  const none = await migrateDrizzleDatabase(database, { folder: join(here, 'nowhere') });
  expect(none).toMatchObject({ ok: false, error: { code: 'validation' } });
});

test('four processes that start at once make each table once', async () => {
  const database = await setUp();
  const slow = await folderOf('create table things (id text primary key); select pg_sleep(0.2)');
  const at = String(Date.now() + 4_000);
  const started = [1, 2, 3, 4].map(async () => {
    const { stdout } = await run(
      process.execPath,
      ['--import', tsx, join(here, 'migrate.process.ts'), database.url, slow, at],
      { env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` } },
    );
    return JSON.parse(stdout) as { readonly applied?: readonly string[]; readonly present?: number };
  });
  const reports = await Promise.all(started);
  const all = ownMigrations.length + 1;
  expect(reports.map(({ applied, present }) => (applied?.length ?? 0) + (present ?? 0))).toEqual([all, all, all, all]);
  expect(reports.filter(({ applied }) => applied?.length === all)).toHaveLength(1);
});

test('the migrations are what drizzle-kit makes of the tables, and the source has them as they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'infra-kit-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(here, '../migrations'), join(folder, 'out'), { recursive: true });
  const kit = join(here, '../node_modules/drizzle-kit/bin.cjs');
  const { stdout } = await run(
    process.execPath,
    [kit, 'generate', '--dialect', 'postgresql', '--schema', join(here, '../src/tables.ts'), '--out', 'out'],
    // Its folder must be a relative one.
    { cwd: folder },
  );
  expect(stdout).toContain('No schema changes');
  for (const { name, statements } of ownMigrations) {
    const file = await readFile(join(here, `../migrations/${name}.sql`), 'utf8');
    expect(statements).toEqual(file.split('--> statement-breakpoint').map((one) => one.trim()));
  }
});

test('the command migrates, checks, and says what is wrong', async () => {
  const database = await setUp();
  const told: string[] = [];
  const command = (...args: readonly string[]): Promise<number> => {
    told.length = 0;
    return main(args, { DATABASE_URL: database.url }, (line) => told.push(line));
  };
  expect(await command('migrate')).toBe(0);
  expect(told.at(-1)).toBe(`${String(ownMigrations.length)} applied, 0 there before`);
  expect(await command('migrate', '--url', database.url)).toBe(0);
  expect(told).toEqual([`0 applied, ${String(ownMigrations.length)} there before`]);
  expect(await command('check')).toBe(0);
  await query(
    database.url,
    'create table parents (id int primary key); create table children (id int primary key, parent int references parents)',
  );
  expect(await command('check')).toBe(1);
  expect(told[0]).toMatch(/children.*create index concurrently on .*children \("parent"\)/);
  expect(await command('migrate', '--folder', join(here, 'nowhere'))).toBe(1);
  expect(await command('--help')).toBe(0);
  expect(await command('destroy')).toBe(2);
  expect(await command('migrate', '--drop')).toBe(2);
  expect(await main(['migrate'], {}, () => undefined)).toBe(2);
});

test('foreign keys without an index and orphans are found, and nothing else is', async () => {
  const database = await setUp();
  await query(
    database.url,
    `create table parents (a int, b int, primary key (a, b));
     create table "odd ""Name""" (id int primary key, a int, b int, c int, foreign key (a, b) references parents);
     create table fine (id int primary key, a int, b int, c int, foreign key (a, b) references parents);
     create index on fine (b, a, c);
     create table partly (id int primary key, a int, b int, foreign key (a, b) references parents);
     create index on partly (a);
     create index on partly (a, b) where id > 5;
     insert into parents values (1, 1);
     create table loose (id int primary key, a int, b int);
     create index on loose (a, b);
     insert into loose values (1, 1, 1), (2, 1, 2), (3, null, 9), (4, 5, 5);
     alter table loose add foreign key (a, b) references parents not valid`,
  );
  const problems = unwrap(await findProblems(database));
  expect(problems.map(({ kind, columns, count }) => [kind, columns, count])).toEqual([
    ['unindexed_foreign_key', ['a', 'b'], undefined],
    ['orphans', ['a', 'b'], 2],
    ['unindexed_foreign_key', ['a', 'b'], undefined],
  ]);
  expect(problems[0]?.table).toContain('"odd ""Name"""');
  expect(problems[2]?.table).toContain('partly');
  expect(unwrap(await findProblems(database, { schemas: ['pg_catalog'] }))).toEqual([]);
  unwrap(await database.close());
  expect(await findProblems(database)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
});

test('a factory says once what repositories have in common', async () => {
  const database = await setUp();
  unwrap(await migrateDrizzleDatabase(database));
  await query(database.url, 'create table things (id text primary key, size int not null)');
  const things = pgTable('things', { id: text('id').primaryKey(), size: integer('size').notNull() });
  const repositories = createDrizzleRepositoryFactory({
    database,
    audit: true,
    context: { capture: () => ({ actor: 'ada' }), run: (_, body) => body() },
  });
  const audited = repositories.create({ table: things, name: 'thing' });
  const { id } = unwrap(await audited.create({ size: 1 }));
  expect(unwrap(await audited.audit.list(id)).items.map(({ actor, entity }) => [actor, entity])).toEqual([
    ['ada', 'thing'],
  ]);
  const plain = repositories.create({ table: things, audit: false });
  expect('audit' in plain).toBe(false);
});
