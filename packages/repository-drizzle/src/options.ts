import type { AuditTrail, Context, ContextCarrier, DeletedEntities, FieldOf, QueryableRepository } from '@infra/core';
import type { InferInsertModel, InferSelectModel } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { DrizzleDatabase } from './drizzle-database.js';

/** An entity, as the table's columns have it. */
export type EntityOf<T extends PgTable> = Readonly<InferSelectModel<T>>;

/** Columns that a repository keeps itself, by what they are for. */
export interface ManagedColumnOptions<T extends PgTable> {
  /** The column that counts an entity's changes, from 1, for `ifVersion`. Default: none. */
  readonly version?: FieldOf<EntityOf<T>, number> | undefined;
  readonly createdAt?: FieldOf<EntityOf<T>, Date> | undefined;
  readonly updatedAt?: FieldOf<EntityOf<T>, Date> | undefined;
  readonly createdBy?: FieldOf<EntityOf<T>, string> | undefined;
  readonly updatedBy?: FieldOf<EntityOf<T>, string> | undefined;
  /** The column that says when it was deleted. With it deleting is soft, and there is `deleted`. Default: none. */
  readonly deletedAt?: FieldOf<EntityOf<T>, Date> | undefined;
  /** Rows that an older version of the service wrote are read as what they are now, and written so with their next change. Default: none. */
  readonly schema?: RowSchema<EntityOf<T>> | undefined;
}

export interface DrizzleRepositoryOptions<T extends PgTable> extends ManagedColumnOptions<T> {
  /** Whose transactions it takes part in. */
  readonly database: DrizzleDatabase;
  /** The table as drizzle has it. It is there already: see your migrations. */
  readonly table: T;
  /** What its entities are called, in errors and audit entries. Default: the name of the table. */
  readonly name?: string | undefined;
  /**
   * The column that is the id. Default: the table's primary key, where that is one column. The types of drizzle 1.0 do not tell which one it is: there say
   * so, unless it is `id`.
   */
  readonly id?: (keyof EntityOf<T> & string) | undefined;
  /** Whether who changed what is kept in `infra_audit`, for `audit`: see `migrateDrizzleDatabase`. Default: false. */
  readonly audit?: boolean | undefined;
  /** Whose context says who does it. Default: nobody is known. */
  readonly context?: ContextCarrier | undefined;
  /** Who does it, by the context of the caller. Default: its `actor`. */
  readonly actor?: ((context: Context) => string | undefined) | undefined;
}

export interface RowSchema<Entity extends object> {
  /** The column that says by which version a row was written; none is 1. */
  readonly field: FieldOf<Entity, number>;
  /** What is written. */
  readonly current: number;
  /** A row of this version as one of the next. It is called for each version in between, and must not throw. */
  readonly upgrade: (row: Readonly<Record<string, unknown>>, version: number) => Readonly<Record<string, unknown>>;
}

/** The columns that the options `O` give to the repository. */
export type ManagedBy<O> = {
  [K in keyof O]: K extends 'version' | 'createdAt' | 'updatedAt' | 'createdBy' | 'updatedBy' | 'deletedAt'
    ? Extract<O[K], string>
    : K extends 'schema'
      ? O[K] extends { readonly field: infer F }
        ? Extract<F, string>
        : never
      : never;
}[keyof O];

/** The name of the id's column. Where the types do not tell, as those of drizzle 1.0 do not, and nothing is said, it is `id`. */
export type IdNameOf<T extends PgTable, O> = O extends { readonly id: infer Name extends string }
  ? Name
  : Extract<keyof EntityOf<T>, [PrimaryKey<T>] extends [never] ? 'id' : PrimaryKey<T>>;

/** What an id is. */
export type IdOf<T extends PgTable, O> = EntityOf<T>[Extract<keyof EntityOf<T>, IdNameOf<T, O>>];

/** The id, where it is text: then it may be left out, and is a UUIDv7. */
type MadeId<T extends PgTable, O> = IdOf<T, O> extends string ? IdNameOf<T, O> : never;

/**
 * What a new row takes, without the columns that the repository keeps itself. By the names of the keys, and not by `Omit`: of that, TypeScript 5.9 loses the
 * columns that may be left out.
 */
export type CreateOf<T extends PgTable, O = unknown> = {
  readonly [
    K in keyof InferInsertModel<T> as K extends ManagedBy<O> | MadeId<T, O> ? never : K
  ]: InferInsertModel<T>[K];
} & {
  readonly [K in Extract<keyof InferInsertModel<T>, MadeId<T, O>>]?: InferInsertModel<T>[K] | undefined;
};

/** The names of the columns that `.primaryKey()` was called on. */
type PrimaryKey<T extends PgTable> = {
  [K in keyof T['_']['columns']]: T['_']['columns'][K]['_']['isPrimaryKey'] extends true ? K : never;
}[keyof T['_']['columns']];

/** What a repository of the table `T` with the options `O` can do. */
export type DrizzleRepository<T extends PgTable, O> = QueryableRepository<EntityOf<T>, CreateOf<T, O>, IdOf<T, O>> &
  (O extends { readonly deletedAt: string }
    ? { readonly deleted: DeletedEntities<EntityOf<T>, IdOf<T, O>> }
    : unknown) &
  (O extends { readonly audit: true } ? { readonly audit: AuditTrail<EntityOf<T>, IdOf<T, O>> } : unknown);
