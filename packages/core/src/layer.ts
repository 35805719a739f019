import type { AsyncResult } from './result.js';

/** One operation on a port, on its way through the layers. */
export interface Call {
  readonly port: string;
  readonly provider: string;
  readonly operation: string;
  /** Whether doing it twice is the same as doing it once: only then may a layer repeat it. */
  readonly idempotent: boolean;
  /** Runs the caller's own function: a layer may only observe it, never repeat it or bound its time. */
  readonly callback: boolean;
  readonly args: readonly unknown[];
  /**
   * The caller's signal, or one that never aborts. A layer hands on its own in a new `Call`, as a getter where making it costs
   * something: who reads it late, or never, does not pay before.
   */
  readonly signal: AbortSignal;
  /**
   * Whether `signal` is such a getter: who hands it on to somebody who may not read it should hand on a getter as well. Where it
   * is left out, the signal may be read for nothing, no more.
   */
  readonly isSignalLazy?: boolean | undefined;
  /** Which attempt of a retry this is, from 1; absent for the first one, and where nothing repeats calls. */
  readonly attempt?: number | undefined;
}

/** The rest of the way: the next layer, at last the adapter. */
export type Next = (call: Call) => AsyncResult<unknown>;

/** What goes around every call of a port: a retry, a breaker, a metric. Built once per operation. */
export type Layer = (next: Next) => Next;

// The types below read `Parameters` and `ReturnType` off any function; `never[]` is what every parameter list accepts.
type AnyFunction = (...args: never[]) => unknown;
type Defined<T> = Exclude<T, undefined>;

/** Whether repeating is safe; a predicate sees the arguments, for an option can change the answer. */
export type Idempotence<Arguments extends readonly unknown[]> = boolean | ((args: Arguments) => boolean);

/**
 * Where the options are among an operation's arguments: they come last, so it is 1 for `get(key, options?)`. A layer's signal
 * goes there even when the caller left them out. `undefined` for an operation that takes no signal.
 */
export type OptionsPosition<Arguments extends readonly unknown[]> =
  Required<Arguments> extends readonly [...infer Before, infer Last]
    ? 'signal' extends keyof Last
      ? Before['length']
      : undefined
    : undefined;

type OptionsAt<Arguments extends readonly unknown[]> =
  OptionsPosition<Arguments> extends number
    ? { readonly optionsAt: OptionsPosition<Arguments> }
    : { readonly optionsAt?: undefined };

/** An operation of a port: it does I/O. */
export type OperationSpec<Arguments extends readonly unknown[]> = OptionsAt<Arguments> & {
  readonly idempotent: Idempotence<Arguments>;
  readonly callback?: false;
};

/** An operation that runs the caller's function (`getOrSet`, `subscribe`): layers only observe it. */
export type CallbackSpec<Arguments extends readonly unknown[]> = OptionsAt<Arguments> & {
  readonly callback: true;
};

/**
 * The entry for one member of a port: an operation, `'child'` for a method that returns a port,
 * a nested spec for an optional feature, nothing for everything else.
 */
export type SpecEntry<Member> = Member extends AnyFunction
  ? ReturnType<Member> extends Promise<unknown>
    ? OperationSpec<Parameters<Member>> | CallbackSpec<Parameters<Member>>
    : ReturnType<Member> extends object
      ? HasOperations<ReturnType<Member>> extends true
        ? 'child'
        : never
      : never
  : Member extends object
    ? HasOperations<Member> extends true
      ? PortSpecEntries<Member>
      : never
    : never;

type HasOperations<T> = true extends {
  [K in keyof T]-?: Defined<T[K]> extends AnyFunction
    ? ReturnType<Defined<T[K]>> extends Promise<unknown>
      ? true
      : never
    : never;
}[keyof T]
  ? true
  : false;

/** An entry for every member that needs one, and for no other: a forgotten operation does not compile. */
export type PortSpecEntries<Port> = {
  readonly [K in keyof Port as [SpecEntry<Defined<Port[K]>>] extends [never] ? never : K]-?: SpecEntry<
    Defined<Port[K]>
  >;
};

/** What the layers need to know of a port. `definePort` in `@infra/layers` makes it. */
export interface PortSpec<Port> {
  readonly port: string;
  readonly entries: PortSpecEntries<Port>;
}
