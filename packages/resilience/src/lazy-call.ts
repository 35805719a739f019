import type { Call } from '@infra/core';

/** Whatever makes a signal when it is asked for one. */
export interface SignalSource {
  readonly signal: AbortSignal;
}

const SOURCE: unique symbol = Symbol('signal source');

type LazyCall = Call & { readonly [SOURCE]: SignalSource };

/**
 * One descriptor for all calls: V8 then gives them one hidden class, which is three times as fast as a getter in an object literal
 * (125 ns to 390 ns; an AbortController costs 1,900 ns). A getter of a class would cost 10 ns, and be lost to the first layer that
 * spreads the call.
 */
const LAZY_SIGNAL: PropertyDescriptor & ThisType<LazyCall> = {
  enumerable: true,
  configurable: true,
  get() {
    return this[SOURCE].signal;
  },
};

/** The same call with a signal that is made when somebody reads it; whoever spreads it, reads it. */
export function withLazySignal(call: Call, source: SignalSource): Call {
  const { port, provider, operation, idempotent, callback, args, attempt } = call;
  const lazy = { port, provider, operation, idempotent, callback, args, attempt, [SOURCE]: source };
  return Object.defineProperty(lazy, 'signal', LAZY_SIGNAL) as LazyCall;
}
