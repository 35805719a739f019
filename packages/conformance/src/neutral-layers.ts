import type { Layer } from '@infra/core';

/**
 * Layers that change nothing, for the second run of a suite: one that hands each call on as it is, and one that hands on a
 * signal of its own, aborted when the caller's is, as a time-out does.
 */
export function neutralLayers(): readonly Layer[] {
  return [
    (next) => (call) => next(call),
    (next) => (call) => next({ ...call, signal: AbortSignal.any([call.signal]) }),
  ];
}
