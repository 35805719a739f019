import type { OnError, Repository } from '@infra/core';

export interface EntityFields<Entity> {
  /** The field that is the id. Default: `id`. */
  readonly id?: (keyof Entity & string) | undefined;
  /** The field that counts changes, or `false` where the repository keeps none. Default: `version`, where that is a number. */
  readonly version?: (keyof Entity & string) | false | undefined;
}

export interface UnitOfWorkOptions<Repositories> {
  /** What fields are for, by repository, where they have other names than usual. */
  readonly fields?:
    | {
        readonly [Name in keyof Repositories]?: Repositories[Name] extends Repository<infer Entity, infer _C, infer _I>
          ? EntityFields<Entity> | undefined
          : never;
      }
    | undefined;
  /** Told of what is registered with a unit that is over. Default: nobody. */
  readonly onError?: OnError | undefined;
}

/** Which fields are the id and the version of an entity. */
export interface Roles {
  readonly id: string;
  /** The version of an entity as it was read; undefined where none is kept. */
  versionOf(row: Readonly<Record<string, unknown>>): number | undefined;
}

export function rolesOf({ id = 'id', version }: EntityFields<Readonly<Record<string, unknown>>> = {}): Roles {
  return {
    id,
    versionOf: (row) => {
      if (version === false) return undefined;
      const value = row[version ?? 'version'];
      return typeof value === 'number' ? value : undefined;
    },
  };
}
