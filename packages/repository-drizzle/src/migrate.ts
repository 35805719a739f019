import { err, ok, type AsyncResult, type IoOptions } from '@infra/core';
import { partsOf } from './database-parts.js';
import type { DatabaseTransaction } from './database-transaction.js';
import type { DrizzleDatabase } from './drizzle-database.js';
import { errors } from './errors.js';
import type { Reply } from './executor.js';
import { readMigrationFolder } from './migration-folder.js';
import type { Migration } from './migration.js';
import { ownMigrations } from './own-migrations.js';

export interface MigrateOptions extends IoOptions {
  /** A folder of migrations that drizzle-kit has made of your own tables, applied after those of this package. Default: none. */
  readonly folder?: string | undefined;
  /** How long all of it may take, the wait for other processes included, in milliseconds: then nothing is changed. Default: 300,000. */
  readonly timeoutMs?: number | undefined;
}

export interface MigrationReport {
  /** The names of those that were applied now, in their order. */
  readonly applied: readonly string[];
  /** How many had been applied before. */
  readonly present: number;
}

/** Any number, the same in every process: who migrates holds this lock. */
const LOCK = 7_130_442_916_023_117n;

const LOG = `create table if not exists infra_migrations (
  owner text not null,
  made_at bigint not null,
  name text not null,
  hash text not null,
  applied_at timestamptz(3) not null default now(),
  primary key (owner, made_at)
)`;

const OPERATION = 'database.migrate';

/** Migrations of one owner: this package, or the service. */
interface MigrationSet {
  readonly owner: string;
  readonly migrations: readonly Migration[];
}

/**
 * Makes the tables of this package what this version of it needs (`infra_audit` and the like), and your own what a folder of drizzle-kit says.
 * All of it in one transaction, or nothing; processes that start at once do it one after the other, and the later ones find it done.
 * What was applied is kept in `infra_migrations`.
 *
 * A migration that was changed after it was applied is a `conflict`, and a folder that cannot be read `validation`.
 */
export async function migrateDrizzleDatabase(
  database: DrizzleDatabase,
  options: MigrateOptions = {},
): AsyncResult<MigrationReport> {
  const { folder, timeoutMs = 300_000, signal } = options;
  const { transactions } = partsOf(database, OPERATION);
  const sets: MigrationSet[] = [{ owner: '@infra/repository-drizzle', migrations: ownMigrations }];
  if (folder !== undefined) {
    const read = await readMigrationFolder(folder);
    if (!read.ok) {
      const what = `folder: ${JSON.stringify(folder)} is no folder of drizzle-kit's migrations: ${read.error}`;
      return err(errors.invalid(OPERATION, what));
    }
    sets.push({ owner: 'service', migrations: read.value });
  }
  return transactions.transaction(
    (tx) => transactions.within(OPERATION, { tx, signal }, (open) => applyAll(sets, open)),
    { timeoutMs, signal },
  );
}

async function applyAll(
  sets: readonly MigrationSet[],
  open: DatabaseTransaction | undefined,
): AsyncResult<MigrationReport> {
  if (open === undefined) return err(errors.closed(OPERATION));
  const run = (text: string, values: readonly unknown[] = []): AsyncResult<Reply> =>
    open.execute({ text, values }, OPERATION);
  const locked = await run('select pg_advisory_xact_lock($1)', [LOCK]);
  if (!locked.ok) return locked;
  const made = await run(LOG);
  if (!made.ok) return made;
  const applied: string[] = [];
  let present = 0;
  for (const { owner, migrations } of sets) {
    const known = await run('select made_at, hash from infra_migrations where owner = $1', [owner]);
    if (!known.ok) return known;
    // By its text first: `drizzle-kit up` gives a migration another name and another time.
    const hashes = new Set(known.value.rows.map(([, hash]) => String(hash)));
    const times = new Set(known.value.rows.map(([madeAt]) => Number(madeAt)));
    for (const migration of migrations) {
      if (hashes.has(migration.hash)) {
        present += 1;
        continue;
      }
      if (times.has(migration.madeAt)) return err(errors.changedMigration(migration.name));
      const done = await applyOne(migration, owner, run);
      if (!done.ok) return err(errors.failedMigration(migration.name, done.error));
      applied.push(migration.name);
    }
  }
  return ok({ applied, present });
}

async function applyOne(
  { name, madeAt, hash, statements }: Migration,
  owner: string,
  run: (text: string, values?: readonly unknown[]) => AsyncResult<Reply>,
): AsyncResult<void> {
  for (const statement of statements) {
    const done = await run(statement);
    if (!done.ok) return done;
  }
  const noted = await run('insert into infra_migrations (owner, made_at, name, hash) values ($1, $2, $3, $4)', [
    owner,
    madeAt,
    name,
    hash,
  ]);
  return noted.ok ? ok() : noted;
}
