import type { ContextCarrier, Layer, Tracer } from '@infra/core';
import { contextOfSpan, span, traceContextOf } from '@infra/observability';

/** A carrier whose context names the span that is active: what others do for it later, in another process even, is of the same trace. */
export function tracedCarrier(carrier: ContextCarrier, tracer: Pick<Tracer, 'active'>): ContextCarrier {
  return {
    capture() {
      const active = tracer.active();
      return active === undefined ? carrier.capture() : { ...carrier.capture(), ...contextOfSpan(active) };
    },
    run: (context, work) => carrier.run(context, work),
  };
}

/**
 * A span of this name around each call, below the one that its context names. It goes around `observe`, where calls are made long after what
 * has brought them about.
 */
export function resumed(name: string, tracer: Tracer, carrier: Pick<ContextCarrier, 'capture'>): Layer {
  return (next) => (call) => {
    const parent = traceContextOf(carrier.capture()) ?? 'none';
    return span(tracer, name, { parent }, () => next(call));
  };
}
