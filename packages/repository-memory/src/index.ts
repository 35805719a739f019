export type { FieldDeclaration, FieldDeclarations } from './fields.js';
export { createMemoryDatabase, type MemoryDatabase, type MemoryDatabaseOptions } from './memory-database.js';
export { createMemoryInboxStore } from './memory-inbox-store.js';
export {
  createMemoryOutboxStore,
  type MemoryOutboxStore,
  type MemoryOutboxStoreOptions,
} from './memory-outbox-store.js';
export { createMemoryRepository, type WithAudit, type WithDeleted } from './memory-repository.js';
export type { EntitySchema, MemoryRepositoryOptions } from './options.js';
