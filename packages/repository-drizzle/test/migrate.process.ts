import { unwrap } from '@infra/core';
import { createDrizzleDatabase, migrateDrizzleDatabase } from '../src/index.js';

// A service that starts: all of them migrate, at the same moment.
const [url = '', folder = '', at = '0'] = process.argv.slice(2);
await using database = createDrizzleDatabase({ url });
unwrap(await database.health());
await new Promise((resolve) => setTimeout(resolve, Number(at) - Date.now()));
const migrated = await migrateDrizzleDatabase(database, { folder });
process.stdout.write(JSON.stringify(migrated.ok ? migrated.value : migrated.error));
