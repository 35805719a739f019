import { InfraError } from './infra-error.js';

/** The outcome of something that went well. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** The outcome of something that failed in a way the caller may act upon. */
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

/** A value or an error, told apart by `ok`. A plain object: it survives structured clones and two copies of core. */
export type Result<T, E = InfraError> = Ok<T> | Err<E>;

/** What all I/O returns. The promise itself never rejects. */
export type AsyncResult<T, E = InfraError> = Promise<Result<T, E>>;

/** A `Result`, now or later: what the asynchronous functions below take. */
export type MaybeAsyncResult<T, E = InfraError> = Result<T, E> | AsyncResult<T, E>;

/** Makes a success. `ok()` is the success without a value. */
export function ok(): Ok<void>;
export function ok<T>(value: T): Ok<T>;
export function ok<T>(value?: T): Ok<T | undefined> {
  return { ok: true, value };
}

/** Makes a failure. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}

/** Changes the value of a success; a failure passes through. */
export function map<T, U, E>(result: Result<T, E>, change: (value: T) => U): Result<U, E> {
  return result.ok ? ok(change(result.value)) : result;
}

/** Changes the error of a failure; a success passes through. */
export function mapError<T, E, F>(result: Result<T, E>, change: (error: E) => F): Result<T, F> {
  return result.ok ? result : err(change(result.error));
}

/** Goes on with the next step after a success; a failure passes through. */
export function andThen<T, U, E, F>(result: Result<T, E>, next: (value: T) => Result<U, F>): Result<U, E | F> {
  return result.ok ? next(result.value) : result;
}

/** Answers a failure with another try; a success passes through. */
export function orElse<T, U, E, F>(result: Result<T, E>, next: (error: E) => Result<U, F>): Result<T | U, F> {
  return result.ok ? result : next(result.error);
}

/** Turns both outcomes into one value. */
export function match<T, E, A, B = A>(
  result: Result<T, E>,
  cases: { readonly ok: (value: T) => A; readonly err: (error: E) => B },
): A | B {
  return result.ok ? cases.ok(result.value) : cases.err(result.error);
}

/** The value of a success, or throws the error: for tests, scripts and the edge of a program. */
export function unwrap<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value;
  throw result.error;
}

/** The value of a success, or the fallback. */
export function unwrapOr<T, E, U>(result: Result<T, E>, fallback: U): T | U {
  return result.ok ? result.value : fallback;
}

/** All values in order, or the first error. */
export function all<T, E>(results: Iterable<Result<T, E>>): Result<T[], E> {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}

/** `map` for I/O: `change` may be asynchronous. What `change` throws rejects, as a bug should. */
export async function mapAsync<T, U, E>(
  result: MaybeAsyncResult<T, E>,
  change: (value: T) => U | Promise<U>,
): AsyncResult<U, E> {
  const settled = await result;
  return settled.ok ? ok(await change(settled.value)) : settled;
}

/** `andThen` for I/O: `next` may be asynchronous. */
export async function andThenAsync<T, U, E, F>(
  result: MaybeAsyncResult<T, E>,
  next: (value: T) => MaybeAsyncResult<U, F>,
): AsyncResult<U, E | F> {
  const settled = await result;
  return settled.ok ? next(settled.value) : settled;
}

/** `orElse` for I/O: `next` may be asynchronous. */
export async function orElseAsync<T, U, E, F>(
  result: MaybeAsyncResult<T, E>,
  next: (error: E) => MaybeAsyncResult<U, F>,
): AsyncResult<T | U, F> {
  const settled = await result;
  return settled.ok ? settled : next(settled.error);
}

/** All values in order, or the first error in the order of the list. Waits for every one: nothing is left running. */
export async function allAsync<T, E>(results: Iterable<MaybeAsyncResult<T, E>>): AsyncResult<T[], E> {
  return all(await Promise.all(results));
}

/**
 * Bridges a promise, or a function that may throw, into a Result.
 * Without `onFailure` an `InfraError` stays what it is, and anything else becomes `internal` with its cause.
 *
 * @example const user = await fromPromise(() => legacyClient.load(id));
 */
export function fromPromise<T>(source: Promise<T> | (() => T | Promise<T>)): AsyncResult<T>;
export function fromPromise<T, E>(
  source: Promise<T> | (() => T | Promise<T>),
  onFailure: (cause: unknown) => E,
): AsyncResult<T, E>;
export async function fromPromise<T, E>(
  source: Promise<T> | (() => T | Promise<T>),
  onFailure?: (cause: unknown) => E,
): AsyncResult<T, E | InfraError> {
  try {
    return ok(await (typeof source === 'function' ? source() : source));
  } catch (cause) {
    return err(onFailure === undefined ? InfraError.from(cause) : onFailure(cause));
  }
}

/** `fromPromise` for synchronous code. */
export function fromThrowable<T>(source: () => T): Result<T>;
export function fromThrowable<T, E>(source: () => T, onFailure: (cause: unknown) => E): Result<T, E>;
export function fromThrowable<T, E>(source: () => T, onFailure?: (cause: unknown) => E): Result<T, E | InfraError> {
  try {
    return ok(source());
  } catch (cause) {
    return err(onFailure === undefined ? InfraError.from(cause) : onFailure(cause));
  }
}
