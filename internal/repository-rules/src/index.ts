export type { AggregateFunction, ResolvedAggregate } from './aggregates.js';
export type { AuditRecord, AuditStore } from './audit-store.js';
export { tableProblem, type ColumnShape, type ManagedColumns, type Row, type TableShape } from './columns.js';
export type { AggregatedRow, AggregateQuery, RepositoryDriver, RowChanges, SelectQuery, Statement } from './driver.js';
export { createRepositoryErrors, type RepositoryErrors } from './errors.js';
export { createQueryFront, createRepositoryFront } from './front.js';
export type { RepositoryParts } from './parts.js';
export type { SchemaVersion } from './upgrades.js';
