import { join } from 'node:path';
import { unwrap, unwrapOr, type CloseOptions, type ContextCarrier } from '@infra/core';
import {
  createDrizzleInboxStore,
  createDrizzleOutboxStore,
  createDrizzleRepository,
  migrateDrizzleDatabase,
  type DrizzleDatabase,
} from '@infra/repository-drizzle';
import { packageRoot } from '../package-root.js';
import { managed } from './memory-data.js';
import { noteTable } from './note-table.js';
import { orderTable } from './order-table.js';
import type { ShopDatabase } from './shop-data.js';

/**
 * The data of the shop in a PostgreSQL, whose tables are made where they are not there yet. `end` closes what the database itself does not.
 * Rejects when the tables cannot be made; everything is closed then.
 */
export async function openDrizzleShopDatabase(
  database: DrizzleDatabase,
  context: ContextCarrier,
  end: () => Promise<void> = async () => undefined,
): Promise<ShopDatabase> {
  const close = async (options?: CloseOptions): ReturnType<DrizzleDatabase['close']> => {
    const closed = await database.close(options);
    await end();
    return closed;
  };
  const migrated = await migrateDrizzleDatabase(database, { folder: join(packageRoot(), 'migrations') });
  if (!migrated.ok) {
    unwrapOr(await close(), undefined);
    unwrap(migrated);
  }
  return {
    transactions: database,
    orders: createDrizzleRepository({ database, table: orderTable, name: 'order', ...managed, context }),
    notes: createDrizzleRepository({ database, table: noteTable, name: 'note', createdAt: 'createdAt' }),
    messages: {
      outbox: createDrizzleOutboxStore(database, { name: 'playground' }),
      inbox: createDrizzleInboxStore(database),
    },
    health: (options) => database.health(options),
    close,
    [Symbol.asyncDispose]: async () => {
      unwrapOr(await close(), undefined);
    },
  };
}
