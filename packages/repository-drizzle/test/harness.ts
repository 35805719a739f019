import {
  createTestClock,
  upgradeSuiteItem,
  type RepositoryHarness,
  type RepositoryUnderTest,
} from '@infra/conformance';
import { unwrap } from '@infra/core';
import type { DrizzleDatabase } from '../src/index.js';
import { createDrizzleRepository, migrateDrizzleDatabase } from '../src/index.js';
import { itemTable, orderTable, TABLES } from './suite-tables.js';

type MakeDatabase = (options: {
  readonly clock: ReturnType<typeof createTestClock>;
  readonly onError: ((error: import('@infra/core').InfraError) => void) | undefined;
}) => Promise<DrizzleDatabase>;

/** Reads and writes past the port. */
export type Raw = (
  database: DrizzleDatabase,
  text: string,
  values: readonly unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** A harness for the suite, on any database of this package that is empty. */
export function drizzleHarness(
  makeDatabase: MakeDatabase,
  raw: Raw,
  unreachable?: () => DrizzleDatabase,
): RepositoryHarness {
  const clock = createTestClock();
  const databases = new WeakMap<object, DrizzleDatabase>();

  function over(database: DrizzleDatabase, context?: import('@infra/core').ContextCarrier): RepositoryUnderTest {
    const orders = createDrizzleRepository({
      database,
      table: orderTable,
      name: 'order',
      version: 'version',
      createdAt: 'createdAt',
      updatedAt: 'updatedAt',
      createdBy: 'createdBy',
      updatedBy: 'updatedBy',
      deletedAt: 'deletedAt',
      audit: true,
      context,
    });
    const items = createDrizzleRepository({
      database,
      table: itemTable,
      name: 'item',
      schema: { field: 'schema', current: 2, upgrade: upgradeSuiteItem },
    });
    const under: RepositoryUnderTest = { orders, items, transactions: database, database };
    databases.set(under, database);
    return under;
  }

  const databaseOf = (under: RepositoryUnderTest): DrizzleDatabase => {
    const database = databases.get(under);
    if (database === undefined) throw new Error('a database of another harness');
    return database;
  };

  return {
    make: async ({ context, onError } = {}) => {
      const database = await makeDatabase({ clock, onError });
      for (const table of TABLES) await raw(database, table, []);
      unwrap(await migrateDrizzleDatabase(database));
      return over(database, context);
    },
    advance: async (ms) => clock.advance(ms),
    putOldItem: async (under, { id, sku }) => {
      await raw(databaseOf(under), 'insert into items (id, sku, schema) values ($1, $2, 1)', [id, sku]);
    },
    peek: async (under, id) => {
      const [row] = await raw(databaseOf(under), 'select * from orders where id = $1', [id]);
      return row;
    },
    ...(unreachable && { unreachable: async () => over(unreachable()) }),
  };
}
