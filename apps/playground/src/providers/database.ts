import { createDrizzleDatabase, createPgliteDatabase } from '@infra/repository-drizzle';
import { drizzle } from 'drizzle-orm/pglite';
import { openDrizzleShopDatabase } from '../data/drizzle-data.js';
import { createMemoryShopDatabase } from '../data/memory-data.js';
import type { ShopDatabase } from '../data/shop-data.js';
import { drizzleCode, memoryCode } from './database-code.js';
import { postgresNeed } from './postgres-need.js';
import type { Port } from './provider.js';

export const databasePort: Port<ShopDatabase> = {
  title: 'Database',
  group: 'Data',
  summary: 'Orders as rows, changed in transactions: versions, pages, soft deletes, an audit trail.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary: 'In this process, with the transactions of the real one. Gone when another composition is applied.',
      package: '@infra/repository-memory',
      code: { factory: 'createMemoryDatabase', ...memoryCode },
      make: ({ carrier, onError }) => createMemoryShopDatabase(carrier, onError),
    },
    {
      name: 'pglite',
      title: 'PGlite',
      summary: 'PostgreSQL in this process, on one connection. Takes seconds to start; gone with the composition.',
      package: '@infra/repository-drizzle',
      code: {
        factory: 'createPgliteDatabase',
        options: '{ pglite, drizzle: (client) => drizzle({ client }) }',
        peers: ['@electric-sql/pglite', 'drizzle-orm', 'pg'],
        ...drizzleCode,
        imports: { ...drizzleCode.imports, 'drizzle-orm/pglite': ['drizzle'] },
        needs: ['pglite'],
        // A service of its own: the database does not close what it was given.
        before: [{ name: 'pglite', imports: { '@electric-sql/pglite': ['PGlite'] }, make: 'new PGlite()' }],
      },
      async make({ carrier, onError }) {
        // Several megabytes of WebAssembly: only for whoever asks for it.
        const { PGlite } = await import('@electric-sql/pglite');
        const pglite = await PGlite.create();
        const database = createPgliteDatabase({
          ...{ pglite, onError },
          drizzle: (client) => drizzle({ client }),
        });
        return openDrizzleShopDatabase(database, carrier, () => pglite.close());
      },
    },
    {
      name: 'postgres',
      title: 'PostgreSQL',
      summary: 'Through drizzle and a pool of node-postgres, for all processes. Its tables are made at the start.',
      package: '@infra/repository-drizzle',
      code: {
        factory: 'createDrizzleDatabase',
        options: "{ url: env('DATABASE_URL') }",
        peers: ['drizzle-orm', 'pg'],
        ...drizzleCode,
      },
      need: postgresNeed,
      async make({ servers, carrier, onError }) {
        const { url } = await servers.postgres();
        return openDrizzleShopDatabase(createDrizzleDatabase({ url, onError }), carrier);
      },
    },
  ],
};
