import {
  err,
  ok,
  type Call,
  type InfraError,
  type InfraErrorCode,
  type Layer,
  type MaybeAsyncResult,
} from '@infra/core';
import { errors } from './errors.js';
import type { OnEvent } from './events.js';
import { named, tell } from './observing.js';
import { shown } from './checks.js';

/** What answers in place of an error: `undefined` leaves the error as it is. */
export type FallbackHandler = (error: InfraError, call: Call) => MaybeAsyncResult<unknown> | undefined;

interface FallbackRules {
  /** Which errors are answered. Default: `unavailable`, `timeout`, `rate_limited`. */
  readonly codes?: readonly InfraErrorCode[] | undefined;
  /** Which operations are answered. Default: all. */
  readonly operations?: readonly string[] | undefined;
  /** Told of `fallback-used`. Default: nobody. */
  readonly onEvent?: OnEvent | undefined;
}

/**
 * A value must be one that the operations may return: name them in `operations`. A handler sees the call, and can ask another
 * provider.
 */
export type FallbackOptions = FallbackRules & ({ readonly value: unknown } | { readonly handle: FallbackHandler });

const DEFAULT_CODES: readonly InfraErrorCode[] = ['unavailable', 'timeout', 'rate_limited'];

/**
 * Answers an error with a value, or with what a handler makes of it. What the handler throws becomes `internal`. `cancelled` is not answered
 * unless it is named. Operations that run the caller's own function are left alone.
 *
 * @throws `validation` where there is neither a value nor a handler
 * @example fallback({ operations: ['get'], value: undefined }) // a cache that is down is an empty one
 */
export function fallback(options: FallbackOptions): Layer {
  const { codes = DEFAULT_CODES, operations, onEvent } = options;
  const handle = handlerOf(options);
  return (next) => async (call) => {
    if (call.callback || operations?.includes(call.operation) === false) return next(call);
    const result = await next(call);
    if (result.ok || !codes.includes(result.error.code)) return result;
    const { error } = result;
    try {
      const answer = handle(error, call);
      if (answer === undefined) return result;
      tell(onEvent, () => ({ ...named(call), type: 'fallback-used', error }));
      return await answer;
    } catch (cause) {
      return err(errors.thrown(call, cause));
    }
  };
}

function handlerOf(options: FallbackOptions): FallbackHandler {
  if ('handle' in options) {
    if (typeof options.handle === 'function') return options.handle;
    throw errors.invalid('fallback', `handle must be a function, not ${shown(options.handle)}.`);
  }
  if (!('value' in options)) throw errors.invalid('fallback', 'There must be a value or a handle function.');
  const answer = ok(options.value);
  return () => answer;
}
