import type { ServiceCode } from '../contract.js';

/** What is kept of an order by itself, in both. */
const MANAGED = "version: 'version', deletedAt: 'deletedAt', audit: true";

/** A repository over `createMemoryDatabase`, for the copied file. */
export const memoryRepositoryCode: ServiceCode = {
  name: 'orders',
  imports: { '@infra/repository-memory': ['createMemoryRepository'] },
  declarations: [
    'interface Order {',
    '  readonly id: string;',
    '  readonly customer: string;',
    '  /** In minor units. */',
    '  readonly total: number;',
    '  readonly version: number;',
    '  readonly deletedAt: Date | null;',
    '}',
  ].join('\n'),
  make: [
    "createMemoryRepository<Order, Pick<Order, 'customer' | 'total'>>({",
    '  database,',
    "  name: 'order',",
    "  fields: { id: 'text', customer: 'text', total: 'integer', version: 'integer', deletedAt: 'date?' },",
    `  ${MANAGED},`,
    '})',
  ].join('\n'),
};

/** A repository over a table, for the copied file. */
export const drizzleRepositoryCode: ServiceCode = {
  name: 'orders',
  imports: {
    '@infra/repository-drizzle': ['createDrizzleRepository'],
    'drizzle-orm/pg-core': ['integer', 'pgTable', 'text', 'timestamp'],
  },
  declarations: [
    '// drizzle-kit makes its migrations; migrateDrizzleDatabase applies them.',
    "const orders = pgTable('orders', {",
    "  id: text('id').primaryKey(),",
    "  customer: text('customer').notNull(),",
    "  total: integer('total').notNull(),",
    "  version: integer('version').notNull(),",
    "  deletedAt: timestamp('deleted_at', { withTimezone: true, precision: 3 }),",
    '});',
  ].join('\n'),
  make: `createDrizzleRepository({ database, table: orders, ${MANAGED} })`,
};
