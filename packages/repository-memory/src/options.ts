import type { Context, ContextCarrier, FieldOf } from '@infra/core';
import type { FieldDeclarations } from './fields.js';
import type { MemoryDatabase } from './memory-database.js';

export interface MemoryRepositoryOptions<Entity extends object, Create extends object> {
  /** Whose transactions it takes part in. */
  readonly database: MemoryDatabase;
  /** What its entities are called, in errors and audit entries. Repositories of one name share them, as two versions of a service do. */
  readonly name: string;
  /** What each field holds: `{ id: 'text', total: 'integer', note: 'text?' }`. */
  readonly fields: FieldDeclarations<Entity>;
  /** The field that is the id. Default: `id`. */
  readonly id?: (keyof Entity & string) | undefined;
  /** Fields that are unique, each alone or several together. Without a value is like no other. Default: none but the id. */
  readonly unique?: readonly (readonly (keyof Entity & string)[])[] | undefined;
  /** For fields that a new entity may leave out; a function is called for each. Default: `null`, and for an id of text a UUIDv7. */
  readonly defaults?: { readonly [K in keyof Create & keyof Entity]?: Entity[K] | (() => Entity[K]) } | undefined;
  /** The field that counts its changes, from 1, for `ifVersion`. Default: none. */
  readonly version?: FieldOf<Entity, number> | undefined;
  readonly createdAt?: FieldOf<Entity, Date> | undefined;
  readonly updatedAt?: FieldOf<Entity, Date> | undefined;
  readonly createdBy?: FieldOf<Entity, string> | undefined;
  readonly updatedBy?: FieldOf<Entity, string> | undefined;
  /** The field that says when it was deleted. With it deleting is soft, and there is `deleted`. Default: none. */
  readonly deletedAt?: FieldOf<Entity, Date> | undefined;
  /** Whether who changed what is kept, for `audit`. Default: false. */
  readonly audit?: boolean | undefined;
  /** Whose context says who does it. Default: nobody is known. */
  readonly context?: ContextCarrier | undefined;
  /** Who does it, by the context of the caller. Default: its `actor`. */
  readonly actor?: ((context: Context) => string | undefined) | undefined;
  /** Entities that an older version of the service wrote are read as what they are now, and written so with their next change. Default: none. */
  readonly schema?: EntitySchema<Entity> | undefined;
}

export interface EntitySchema<Entity extends object> {
  /** The field that says by which version an entity was written; none is 1. */
  readonly field: FieldOf<Entity, number>;
  /** What is written. */
  readonly current: number;
  /** An entity of this version as one of the next. It is called for each version in between, and must not throw. */
  readonly upgrade: (entity: Readonly<Record<string, unknown>>, version: number) => Readonly<Record<string, unknown>>;
}
