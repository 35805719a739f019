import type { Call } from '@infra/core';
import { withLazySignal, type SignalSource } from '@internal/call-signal';

/** The same call with a signal that is made when somebody reads it. */
export function lazyCall(call: Call, source: SignalSource): Call {
  const { port, provider, operation, idempotent, callback, args, attempt } = call;
  return withLazySignal({ port, provider, operation, idempotent, callback, args, attempt, isSignalLazy: true }, source);
}
