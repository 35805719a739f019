import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '@infra/core';
import type { Migration } from './migration.js';

/** A migration's file, and when it was made, in milliseconds since 1970. */
interface Place {
  readonly name: string;
  readonly file: string;
  readonly madeAt: number;
}

/** What drizzle-kit 0.31 writes about each of its migrations. */
interface Journal {
  readonly entries: readonly { readonly tag: string; readonly when: number }[];
}

/** `20240229123456_name`, as drizzle-kit 1.0 has its folders. */
const STAMPED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_/;

/**
 * The migrations in a folder of drizzle-kit, in their order, or why there are none: of 0.31, which has a journal, and of 1.0, which has a
 * folder for each. drizzle's own reader knows only those of its own version.
 */
export async function readMigrationFolder(folder: string): Promise<Result<readonly Migration[], string>> {
  try {
    const names = await readdir(folder);
    const places = names.includes('meta') ? await ofJournal(folder) : ofFolders(folder, names);
    const migrations = await Promise.all(places.map(readMigration));
    return ok(migrations.sort((a, b) => a.madeAt - b.madeAt || (a.name < b.name ? -1 : 1)));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

async function ofJournal(folder: string): Promise<readonly Place[]> {
  const { entries } = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8')) as Journal;
  return entries.map(({ tag, when }) => ({ name: tag, file: join(folder, `${tag}.sql`), madeAt: when }));
}

function ofFolders(folder: string, names: readonly string[]): readonly Place[] {
  return names.flatMap((name): readonly Place[] => {
    const [year, month, day, hour, minute, second] = (STAMPED.exec(name) ?? []).slice(1).map(Number);
    if (year === undefined || month === undefined) return [];
    const madeAt = Date.UTC(year, month - 1, day, hour, minute, second);
    return [{ name, file: join(folder, name, 'migration.sql'), madeAt }];
  });
}

async function readMigration({ name, file, madeAt }: Place): Promise<Migration> {
  const text = await readFile(file, 'utf8');
  return {
    name,
    madeAt,
    hash: createHash('sha256').update(text).digest('hex'),
    statements: text.split('--> statement-breakpoint').map((statement) => statement.trim()),
  };
}
