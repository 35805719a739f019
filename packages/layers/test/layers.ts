import type { Call, Layer } from '@infra/core';

/** Notes every call that passes. */
export function recorder(): { readonly calls: Call[]; readonly layer: Layer } {
  const calls: Call[] = [];
  return {
    calls,
    layer: (next) => (call) => {
      calls.push(call);
      return next(call);
    },
  };
}

/** Changes nothing. */
export const passing: Layer = (next) => (call) => next(call);

/** Tries twice what may be repeated, as a retry would. */
export const twice: Layer = (next) => async (call) => {
  const first = await next(call);
  return first.ok || call.callback || !call.idempotent ? first : next(call);
};

/** Hands on a signal of its own, as a time-out would, and says how to abort it. */
export function aborter(): { abort(): void; readonly layer: Layer } {
  const controller = new AbortController();
  return {
    abort: () => {
      controller.abort();
    },
    layer: (next) => (call) => next({ ...call, signal: AbortSignal.any([call.signal, controller.signal]) }),
  };
}
