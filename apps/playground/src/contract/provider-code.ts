// Part of what server and page say to each other: what the copyable composition is made of.

/** Another service of the copied file, made of the one that a provider makes: `({ database }) => …`. */
export interface ServiceCode {
  readonly name: string;
  /** Names by module. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** What stands before the composition. */
  readonly declarations: string;
  readonly make: string;
}

/** How a provider is written down in a program of one's own: what the copyable composition is made of. */
export interface ProviderCode {
  /** What the package exports: `createRedisCache`. */
  readonly factory: string;
  /** The factory's options as TypeScript; absent: it needs none. Secrets are `env('NAME')`, never values. */
  readonly options?: string;
  /** Packages to install beside the provider's own. */
  readonly peers?: readonly string[];
  /** More names that the options need, by module. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
  /** What is made of it, and what the port's layers go around then. */
  readonly service?: ServiceCode;
}
