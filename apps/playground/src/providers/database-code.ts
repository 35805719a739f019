import type { ProviderCode, ServiceCode } from '../contract.js';
import { ORDER_STATEMENTS, ORDER_TABLE } from './order-table-code.js';

type DatabaseCode = Required<Pick<ProviderCode, 'declarations' | 'services'>> & Pick<ProviderCode, 'imports'>;

/** What is kept of an order by itself, in all of them. */
const MANAGED = [
  "  version: 'version',",
  "  createdAt: 'createdAt',",
  "  updatedAt: 'updatedAt',",
  "  updatedBy: 'updatedBy',",
  "  deletedAt: 'deletedAt',",
  '  audit: true,',
  '})',
];

const transactions: ServiceCode = {
  name: 'transactions',
  needs: ['database'],
  make: 'database',
  spec: 'transactionManagerSpec',
};

/** Orders, outbox and inbox over `createMemoryDatabase`, for the copied file. */
export const memoryCode: DatabaseCode = {
  declarations: [
    'export interface Order {',
    '  readonly id: string;',
    '  readonly run: string;',
    '  readonly customer: string;',
    "  readonly status: 'placed' | 'shipped' | 'fulfilled' | 'failed';",
    '  readonly items: number;',
    '  /** In minor units of the currency. */',
    '  readonly total: number;',
    '  readonly currency: string;',
    '  readonly parcel: string | null;',
    '  readonly failure: string | null;',
    '  readonly version: number;',
    '  readonly createdAt: Date;',
    '  readonly updatedAt: Date;',
    '  readonly updatedBy: string | null;',
    '  readonly deletedAt: Date | null;',
    '}',
    '',
    "type NewOrder = Pick<Order, 'run' | 'customer' | 'items' | 'total' | 'currency'> &",
    "  Partial<Pick<Order, 'id' | 'status' | 'parcel' | 'failure'>>;",
  ].join('\n'),
  services: [
    transactions,
    {
      name: 'orders',
      needs: ['database'],
      imports: { '@infra/repository-memory': ['createMemoryRepository'] },
      make: [
        'createMemoryRepository<Order, NewOrder>({',
        '  database,',
        "  name: 'order',",
        '  fields: {',
        "    ...{ id: 'text', run: 'text', customer: 'text', status: 'text', items: 'integer', total: 'integer' },",
        "    ...{ currency: 'text', parcel: 'text?', failure: 'text?', version: 'integer', createdAt: 'date' },",
        "    ...{ updatedAt: 'date', updatedBy: 'text?', deletedAt: 'date?' },",
        '  },',
        "  defaults: { status: 'placed' },",
        ...MANAGED,
      ].join('\n'),
      spec: 'repositorySpec',
    },
    ...stores('@infra/repository-memory', 'Memory'),
  ],
};

/** The same over a PostgreSQL, whose tables are made at the start. */
export const drizzleCode: DatabaseCode = {
  imports: {
    '@infra/core': ['unwrap'],
    '@infra/repository-drizzle': ['type DrizzleDatabase', 'migrateDrizzleDatabase', 'type MigrationReport'],
    'drizzle-orm': ['sql', 'type SQL'],
    'drizzle-orm/pg-core': ['index', 'integer', 'pgTable', 'text', 'timestamp'],
  },
  declarations: [
    ORDER_TABLE,
    '',
    '/** Of any drizzle, whatever it is over. */',
    'interface Executes {',
    '  execute(query: SQL): PromiseLike<unknown>;',
    '}',
    '',
    '/**',
    ' * Makes the tables. From when on drizzle-kit makes migrations of yours, it is',
    " * `migrateDrizzleDatabase(database, { folder: './drizzle' })`, and the rest goes.",
    ' */',
    'async function migrate(database: DrizzleDatabase<Executes>): Promise<MigrationReport> {',
    '  const tables = [',
    ...ORDER_STATEMENTS.map((statement) => `    sql\`${statement.replaceAll('\n', '\n    ')}\`,`),
    '  ];',
    '  const make = async (db: Executes): Promise<void> => {',
    '    // Processes that start at once do it one after the other.',
    "    await db.execute(sql`select pg_advisory_xact_lock(hashtext('orders'))`);",
    '    for (const table of tables) await db.execute(table);',
    '  };',
    '  unwrap(await database.transaction((tx) => database.run(make, { tx })));',
    '  return unwrap(await migrateDrizzleDatabase(database));',
    '}',
  ].join('\n'),
  services: [
    { name: 'migrations', needs: ['database'], make: 'migrate(database)' },
    transactions,
    {
      name: 'orders',
      needs: ['database'],
      imports: { '@infra/repository-drizzle': ['createDrizzleRepository'] },
      make: ['createDrizzleRepository({', '  database,', '  table: orderTable,', "  name: 'order',", ...MANAGED].join(
        '\n',
      ),
      spec: 'repositorySpec',
    },
    ...stores('@infra/repository-drizzle', 'Drizzle'),
  ],
};

/** What outbox and inbox of `@infra/outbox` write to. */
function stores(from: string, kind: 'Memory' | 'Drizzle'): readonly ServiceCode[] {
  const store = (name: 'outbox' | 'inbox', title: 'Outbox' | 'Inbox'): ServiceCode => ({
    name: `${name}Store`,
    needs: ['database'],
    imports: { [from]: [`create${kind}${title}Store`] },
    make: `create${kind}${title}Store(database)`,
    spec: `${name}StoreSpec`,
  });
  return [store('outbox', 'Outbox'), store('inbox', 'Inbox')];
}
