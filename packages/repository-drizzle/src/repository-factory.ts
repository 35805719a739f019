import type { PgTable } from 'drizzle-orm/pg-core';
import { createDrizzleRepository } from './drizzle-repository.js';
import type { DrizzleRepository, DrizzleRepositoryOptions } from './options.js';

/** What the repositories of a service have in common. */
export type SharedRepositoryOptions = Pick<
  DrizzleRepositoryOptions<PgTable>,
  'database' | 'audit' | 'context' | 'actor'
>;

/** What is each repository's own, and what it has otherwise than the others. */
export type OwnRepositoryOptions<T extends PgTable> = Omit<DrizzleRepositoryOptions<T>, 'database'>;

export interface DrizzleRepositoryFactory<Shared> {
  /** Throws `validation` for options that make no sense. */
  create<T extends PgTable, const O extends OwnRepositoryOptions<T>>(
    options: O & { readonly table: T },
  ): DrizzleRepository<T, Omit<Shared, keyof O> & O>;
}

/**
 * Makes what makes the repositories of a service, so that what they have in common is said once.
 *
 * @example
 * const repositories = createDrizzleRepositoryFactory({ database, context, audit: true });
 * const orders = repositories.create({ table: orderTable, version: 'version' });
 */
export function createDrizzleRepositoryFactory<const Shared extends SharedRepositoryOptions>(
  shared: Shared,
): DrizzleRepositoryFactory<Shared> {
  const create = <T extends PgTable>(options: OwnRepositoryOptions<T> & { readonly table: T }): object =>
    createDrizzleRepository({ ...shared, ...options });
  // What it can do follows from both options: the compiler sees that where it is called.
  return { create } as DrizzleRepositoryFactory<Shared>;
}
