import {
  map,
  type AsyncResult,
  type AuditOptions,
  type AuditTrail,
  type QueryableRepository,
  type QueryService,
} from '@infra/core';
import { pageOf, rangeOf } from '@internal/handler-rules';
import type { OpenTransaction } from '@internal/transaction-rules';
import { createChanging } from './changing.js';
import type { Row } from './columns.js';
import { createCreating } from './creating.js';
import { createDeleting } from './deleting.js';
import { perform, type RepositoryParts } from './parts.js';
import { visibleOf } from './queries.js';
import { createReading } from './reading.js';
import { createRefuse } from './refusing.js';
import { createUpdating } from './updating.js';
import { upgraded } from './upgrades.js';
import { idProblem } from './values.js';

/** The port over a driver: checks all input, so that every provider refuses the same things in the same words. */
export function createRepositoryFront<Entity extends object, Create extends object, Id, Open extends OpenTransaction>(
  parts: RepositoryParts<Open>,
): QueryableRepository<Entity, Create, Id> {
  const { table, driver, errors, schema, provider } = parts;
  const changing = createChanging(parts);
  const refuse = createRefuse(errors);
  const visible = visibleOf(table);
  const trail = createTrail(parts);

  async function findById(id: unknown, options: Parameters<typeof perform>[2] = {}): AsyncResult<Row | undefined> {
    const problem = idProblem(table, id);
    if (problem !== undefined) return refuse('findById', problem);
    const found = await perform(parts, 'findById', options, (statement) => driver.findById(id, visible, statement));
    if (!found.ok || found.value === undefined || schema === undefined) return found;
    return upgraded(found.value, schema, 'findById', errors);
  }

  const repository: object = {
    provider,
    name: table.name,
    findById,
    ...createReading(parts),
    ...createCreating(parts, changing),
    ...createUpdating(parts, changing),
    ...createDeleting(parts, changing),
    ...(trail !== undefined && { audit: trail }),
  };
  // The compiler has seen every field and its values against the entity's type; from here on they are data.
  return repository as QueryableRepository<Entity, Create, Id>;
}

/** A read model over a driver: what a repository reads, without its writing. */
export function createQueryFront<Row extends object, Open extends OpenTransaction>(
  parts: RepositoryParts<Open>,
): QueryService<Row> {
  const service: object = { provider: parts.provider, ...createReading(parts) };
  return service as QueryService<Row>;
}

function createTrail<Open extends OpenTransaction>(parts: RepositoryParts<Open>): AuditTrail<Row, unknown> | undefined {
  const { audit, table, errors } = parts;
  if (audit === undefined) return undefined;
  const refuse = createRefuse(errors);
  return {
    list: async (id, options: AuditOptions = {}) => {
      const range = rangeOf(options);
      const problem = idProblem(table, id) ?? (typeof range === 'string' ? range : undefined);
      if (problem !== undefined || typeof range === 'string') return refuse('audit.list', problem ?? '');
      const found = await perform(parts, 'audit.list', { ...options, tx: 'none' }, (statement) =>
        audit.list(table.name, id, range, statement),
      );
      return map(found, (records) => pageOf(records, range));
    },
  };
}
