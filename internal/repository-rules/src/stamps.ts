import type { OpenTransaction } from '@internal/transaction-rules';
import type { Row } from './columns.js';
import type { RowChanges } from './driver.js';
import type { RepositoryParts } from './parts.js';

type Stamped<Open extends OpenTransaction> = Pick<
  RepositoryParts<Open>,
  'table' | 'clock' | 'context' | 'actor' | 'newId' | 'schema'
>;

/** A new row with what the repository keeps itself. */
export function stampNew<Open extends OpenTransaction>(parts: Stamped<Open>, row: Row): Row {
  const { table, newId, schema } = parts;
  const { version, createdAt, createdBy } = table.managed;
  const needsId = row[table.id.name] === undefined && newId !== undefined;
  return {
    ...(needsId && { [table.id.name]: newId() }),
    ...row,
    ...(version !== undefined && { [version]: 1 }),
    ...(createdAt !== undefined && { [createdAt]: parts.clock.now() }),
    ...(createdBy !== undefined && { [createdBy]: actorOf(parts) }),
    ...updated(parts),
    ...(schema !== undefined && { [schema.field]: schema.current }),
  };
}

/** Changes with what they bring along. */
export function stampChanges<Open extends OpenTransaction>(parts: Stamped<Open>, set: Row): RowChanges {
  return { set: { ...set, ...updated(parts) }, increment: parts.table.managed.version };
}

/** What deleting softly changes; undefined where deleting is for good. */
export function stampDeleted<Open extends OpenTransaction>(parts: Stamped<Open>): RowChanges | undefined {
  const { deletedAt } = parts.table.managed;
  return deletedAt === undefined ? undefined : stampChanges(parts, { [deletedAt]: parts.clock.now() });
}

function updated<Open extends OpenTransaction>(parts: Stamped<Open>): Row {
  const { updatedAt, updatedBy } = parts.table.managed;
  return {
    ...(updatedAt !== undefined && { [updatedAt]: parts.clock.now() }),
    ...(updatedBy !== undefined && { [updatedBy]: actorOf(parts) }),
  };
}

function actorOf<Open extends OpenTransaction>({ context, actor }: Stamped<Open>): string | null {
  return actor(context?.capture() ?? {}) ?? null;
}
