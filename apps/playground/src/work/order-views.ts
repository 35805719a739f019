import type { AuditEntry } from '@infra/core';
import type { AuditView, OrderView } from '../contract.js';
import type { OrderRow } from '../data/shop-data.js';

export function orderViewOf(row: OrderRow): OrderView {
  const { createdAt, updatedAt, deletedAt, updatedBy: _, parcel, failure, ...rest } = row;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(parcel !== null && { parcel }),
    ...(failure !== null && { failure }),
    ...(deletedAt !== null && { deletedAt: deletedAt.toISOString() }),
  };
}

/** Of these there is a change in every entry. */
const ALWAYS: ReadonlySet<string> = new Set(['version', 'updatedAt', 'updatedBy']);

/** A change, and what was another after it. */
export function auditViewOf({ action, at, actor, before, after }: AuditEntry<OrderRow, string>): AuditView {
  const [was, is] = [textsOf(before), textsOf(after)];
  const fields = [...new Set([...was.keys(), ...is.keys()])].filter((field) => !ALWAYS.has(field));
  const changes = fields
    .map((field) => ({ field, before: was.get(field) ?? '', after: is.get(field) ?? '' }))
    .filter((change) => change.before !== change.after);
  return { action, at: at.toISOString(), ...(actor !== undefined && { actor }), changes };
}

function textsOf(row: OrderRow | undefined): ReadonlyMap<string, string> {
  const entries = Object.entries(row ?? {}).flatMap(([field, value]: [string, unknown]): [string, string][] => {
    if (value === null || value === undefined) return [];
    return [[field, value instanceof Date ? value.toISOString() : String(value)]];
  });
  return new Map(entries);
}
