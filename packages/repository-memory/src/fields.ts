type Present<T> = Exclude<T, null | undefined>;

type KindOf<T> = [T] extends [string]
  ? 'text'
  : [T] extends [number]
    ? 'number' | 'integer'
    : [T] extends [bigint]
      ? 'bigint'
      : [T] extends [boolean]
        ? 'boolean'
        : [T] extends [Date]
          ? 'date'
          : 'json' | 'data';

/** What a field holds; with a `?` behind it, or `null`. `json` is plain JSON, `data` also what `Cache` can hold, such as `Map` or `Uint8Array`. */
export type FieldDeclaration<T> = null extends T ? `${KindOf<Present<T>>}?` : KindOf<Present<T>>;

/** A declaration for every field of the entity. */
export type FieldDeclarations<Entity extends object> = {
  readonly [K in keyof Entity]-?: FieldDeclaration<Entity[K]>;
};
