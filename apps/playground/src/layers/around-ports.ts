import type { Layer, Logger, Metrics, RateLimiter, Tracer } from '@infra/core';
import { observe, observeAttempts } from '@infra/observability';
import { pipeline, type CircuitBreakerRegistry, type ResilienceEvent } from '@infra/resilience';
import type { LayeredPort, PortLayers } from '../contract.js';
import { faultLayer } from '../faults/fault-layer.js';
import type { Instruments } from '../operate/instruments.js';
import { pipelineOptions } from './pipeline-options.js';

/** The ports that `observe` tells of calls. */
export interface Observers {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

export interface AroundPort {
  readonly layers: PortLayers;
  /** Absent: there is no rate limit. */
  readonly limiter: RateLimiter | undefined;
  readonly observers: Observers;
  readonly breakers: CircuitBreakerRegistry;
  /** Is told of what the layers do. */
  readonly onEvent: (event: ResilienceEvent) => void;
}

/**
 * Everything around the adapter of a port, outside in: what the playground measures by, the layers that were chosen, and the
 * faults, which belong to the provider as far as the layers can tell.
 */
export function aroundPort(port: LayeredPort, around: AroundPort, instruments: Instruments): readonly Layer[] {
  const { layers, limiter, observers, breakers, onEvent } = around;
  const { faults, clock, trails, meter } = instruments;
  const { circuitBreaker, ...options } = pipelineOptions(layers, limiter);
  const observing = layers.observe === undefined ? {} : observers;
  const chosen = pipeline({
    ...options,
    circuitBreaker: circuitBreaker && { ...circuitBreaker, registry: breakers },
    observe: observe(observing),
    observeAttempts: [...meter.attempts, trails.attempts, ...observeAttempts(observing)],
    onEvent(event) {
      trails.current?.tell(event);
      onEvent(event);
    },
  });
  return [...meter.calls, chosen, faultLayer(faults, port, clock, trails)];
}
