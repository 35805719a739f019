export {
  createDrizzleDatabase,
  createPgliteDatabase,
  type DrizzleDatabase,
  type DrizzleDatabaseOptions,
  type PgliteDatabaseOptions,
} from './drizzle-database.js';
export { createDrizzleQueryService, type DrizzleQueryServiceOptions, type RowOf } from './drizzle-query-service.js';
export { createDrizzleRepository } from './drizzle-repository.js';
export type {
  CreateOf,
  DrizzleRepository,
  DrizzleRepositoryOptions,
  EntityOf,
  IdNameOf,
  IdOf,
  ManagedBy,
  ManagedColumnOptions,
  RowSchema,
} from './options.js';
export type { Pglite, PgliteQueries, PgliteTransaction } from './pglite-client.js';
export { auditTable, inboxTable, outboxTable } from './tables.js';
export { createDrizzleInboxStore } from './drizzle-inbox-store.js';
export { createDrizzleOutboxStore, type DrizzleOutboxStoreOptions } from './drizzle-outbox-store.js';
export { migrateDrizzleDatabase, type MigrateOptions, type MigrationReport } from './migrate.js';
export { findProblems, type IntegrityOptions, type IntegrityProblem } from './integrity.js';
export {
  createDrizzleRepositoryFactory,
  type DrizzleRepositoryFactory,
  type OwnRepositoryOptions,
  type SharedRepositoryOptions,
} from './repository-factory.js';
