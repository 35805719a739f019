// Part of what server and page say to each other: what the copyable composition is made of.

/** Names by module. */
export type ImportsCode = Readonly<Record<string, readonly string[]>>;

/** A service of the copied file: `.add('orders', ({ database }) => …)`. */
export interface ServiceCode {
  readonly name: string;
  /** The services that it is made of, all of which come before it. */
  readonly needs?: readonly string[];
  readonly imports?: ImportsCode;
  /** TypeScript, of which the lines behind the first are indented as if there was nothing around it. */
  readonly make: string;
  /** The spec in `@infra/layers` by which the port's layers go around it. Absent: they do not. */
  readonly spec?: string;
}

/** How a provider is written down in a program of one's own: what the copyable composition is made of. */
export interface ProviderCode {
  /** What the package exports: `createRedisCache`. */
  readonly factory: string;
  /** The factory's type arguments: `Events`. */
  readonly types?: string;
  /** The factory's options as TypeScript; absent: it needs none. Secrets are `env('NAME')`, never values. */
  readonly options?: string;
  /** Packages to install beside the provider's own. */
  readonly peers?: readonly string[];
  /** More names that the options need, by module. */
  readonly imports?: ImportsCode;
  /** The services that the options are made of. */
  readonly needs?: readonly string[];
  /** What stands before the composition, and needs the imports. */
  readonly declarations?: string;
  /** Services that it needs, before it. */
  readonly before?: readonly ServiceCode[];
  /** Services that are made of it, behind it. Where there are any, the port's layers go around them, and not around what it makes itself. */
  readonly services?: readonly ServiceCode[];
}
