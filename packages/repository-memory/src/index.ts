export type { FieldDeclaration, FieldDeclarations } from './fields.js';
export { createMemoryDatabase, type MemoryDatabase, type MemoryDatabaseOptions } from './memory-database.js';
export { createMemoryRepository, type WithAudit, type WithDeleted } from './memory-repository.js';
export type { EntitySchema, MemoryRepositoryOptions } from './options.js';
