import type { Context } from './context.js';
import type { IoOptions } from './io.js';
import type { CursorPage } from './page.js';
import type { AsyncResult } from './result.js';

export type AuditAction = 'create' | 'update' | 'delete' | 'restore' | 'purge';

/** One change of one entity, written in the transaction of the change. */
export interface AuditEntry<Entity extends object, Id> {
  /** A UUIDv7. */
  readonly id: string;
  /** The repository's name. */
  readonly entity: string;
  readonly entityId: Id;
  readonly action: AuditAction;
  readonly at: Date;
  /** Who did it, as far as the repository knows. */
  readonly actor?: string;
  /** The entity before and after; absent where there was none. */
  readonly before?: Entity;
  readonly after?: Entity;
  /** What was in the context of the caller. */
  readonly context: Context;
}

export interface AuditOptions extends IoOptions {
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Most entries, 1 to 1,000. Default: 100. */
  readonly limit?: number | undefined;
}

/** Who changed what, and when. Entries are never changed. */
export interface AuditTrail<Entity extends object, Id> {
  /** What happened to an entity, in its order, those included that are gone. */
  list(id: Id, options?: AuditOptions): AsyncResult<CursorPage<AuditEntry<Entity, Id>>>;
}
