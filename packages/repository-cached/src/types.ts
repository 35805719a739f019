import type { Repository } from '@infra/core';

/** A repository of whatever entities. */
export type AnyRepository = Repository<object, object, unknown>;

/** The entities of a repository. */
export type EntityOf<R> = R extends Repository<infer Entity, infer _Create, infer _Id> ? Entity : never;

/** The ids of a repository's entities. */
export type IdOf<R> = R extends Repository<infer _Entity, infer _Create, infer Id> ? Id : never;
