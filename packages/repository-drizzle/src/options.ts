import type { Context, ContextCarrier, FieldOf } from '@infra/core';
import type { InferInsertModel, InferSelectModel } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { DrizzleDatabase } from './drizzle-database.js';

/** An entity, as the table's columns have it. */
export type EntityOf<T extends PgTable> = Readonly<InferSelectModel<T>>;

/** The columns that a repository keeps itself. */
export type Role = 'version' | 'createdAt' | 'updatedAt' | 'createdBy' | 'updatedBy' | 'deletedAt';

export interface DrizzleRepositoryOptions<T extends PgTable> {
  readonly database: DrizzleDatabase;
  readonly table: T;
  /** What its entities are called, in errors and audit entries. Default: the name of the table. */
  readonly name?: string | undefined;
  /** Default: the table's primary key, where that is one column. */
  readonly id?: (keyof EntityOf<T> & string) | undefined;
  readonly version?: FieldOf<EntityOf<T>, number> | undefined;
  readonly createdAt?: FieldOf<EntityOf<T>, Date> | undefined;
  readonly updatedAt?: FieldOf<EntityOf<T>, Date> | undefined;
  readonly createdBy?: FieldOf<EntityOf<T>, string> | undefined;
  readonly updatedBy?: FieldOf<EntityOf<T>, string> | undefined;
  /** The column that says when it was deleted. With it deleting is soft, and there is `deleted`. Default: none. */
  readonly deletedAt?: FieldOf<EntityOf<T>, Date> | undefined;
  readonly context?: ContextCarrier | undefined;
  /** Who does it, by the context of the caller. Default: its `actor`. */
  readonly actor?: ((context: Context) => string | undefined) | undefined;
  readonly schema?: RowSchema<EntityOf<T>> | undefined;
}

export interface RowSchema<Entity extends object> {
  readonly field: FieldOf<Entity, number>;
  readonly current: number;
  readonly upgrade: (row: Readonly<Record<string, unknown>>, version: number) => Readonly<Record<string, unknown>>;
}

/** What a new row takes, without the columns that the repository keeps itself. */
export type CreateOf<T extends PgTable, Managed extends PropertyKey = never> = Readonly<
  Omit<InferInsertModel<T>, Managed>
>;
