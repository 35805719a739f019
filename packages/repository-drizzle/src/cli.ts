import { parseArgs } from 'node:util';
import { createDrizzleDatabase } from './drizzle-database.js';
import { findProblems } from './integrity.js';
import { migrateDrizzleDatabase } from './migrate.js';

const USAGE = `infra-repository-drizzle <command> [--url postgres://…]

  migrate [--folder ./drizzle]  Makes the tables of this package, and your own by what drizzle-kit has put into the folder.
  check [--schema name …]       Looks for foreign keys without an index, and rows that refer to rows that are not there.

The database is that of --url, or of DATABASE_URL. Ends with 1 where something is wrong.`;

/** Runs a command; gives the exit code. */
export async function main(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        folder: { type: 'string' },
        schema: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    print(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [command] = positionals;
  const url = values.url ?? environment['DATABASE_URL'];
  if (values.help === true) {
    print(USAGE);
    return 0;
  }
  if ((command !== 'migrate' && command !== 'check') || positionals.length > 1) {
    print(USAGE);
    return 2;
  }
  if (url === undefined || url === '') {
    print(`Say where the database is: --url, or DATABASE_URL.\n\n${USAGE}`);
    return 2;
  }
  await using database = createDrizzleDatabase({ url });
  if (command === 'migrate') {
    const migrated = await migrateDrizzleDatabase(database, { folder: values.folder });
    if (!migrated.ok) {
      print(`${migrated.error.code}: ${migrated.error.message}`);
      return 1;
    }
    const { applied, present } = migrated.value;
    for (const name of applied) print(`applied ${name}`);
    print(`${String(applied.length)} applied, ${String(present)} there before`);
    return 0;
  }
  const found = await findProblems(database, { schemas: values.schema });
  if (!found.ok) {
    print(`${found.error.code}: ${found.error.message}`);
    return 1;
  }
  for (const { message } of found.value) print(message);
  print(`${String(found.value.length)} problems`);
  return found.value.length === 0 ? 0 : 1;
}
