import type { Call, Layer } from '@infra/core';
import { checkedWord } from '../checks.js';
import { providerName, remembering } from '../per-provider.js';
import { circuitBreakerOf, type CircuitBreaker } from './circuit-breaker.js';
import { resolveBreaker, type CircuitBreakerOptions } from './options.js';
import { createCircuitBreakerRegistry, type CircuitBreakerRegistry } from './registry.js';

export interface CircuitBreakerLayerOptions extends CircuitBreakerOptions {
  /** Tells breakers of several providers of the same kind apart: with `orders` it is `orders:cache/redis`. Default: `cache/redis`. */
  readonly name?: string | undefined;
  /** `operation`: each operation has a circuit of its own, `cache/redis.get`. Default: `provider`. */
  readonly scope?: 'provider' | 'operation' | undefined;
  /** Where its breakers can be found. Default: nowhere. */
  readonly registry?: CircuitBreakerRegistry | undefined;
}

/**
 * Stops calling a provider that fails, answers `unavailable` at once in its place, and finds out with a few probes whether it is back.
 *
 * One circuit for each port and provider, whatever the layer is put around. Only `unavailable`, `timeout` and `internal` count against
 * the provider. Operations that run the caller's own function are left alone.
 *
 * @throws `validation` for options that make no sense
 */
export function circuitBreaker(options: CircuitBreakerLayerOptions = {}): Layer {
  const rules = resolveBreaker(options);
  const scope = checkedWord('circuitBreaker', 'scope', options.scope ?? 'provider', ['provider', 'operation']);
  const registry = options.registry ?? createCircuitBreakerRegistry();
  const prefix = options.name === undefined ? '' : `${options.name}:`;
  const find = (call: Call): CircuitBreaker => {
    const name = `${prefix}${providerName(call)}${scope === 'operation' ? `.${call.operation}` : ''}`;
    return registry.getOrCreate(name, () => circuitBreakerOf(name, rules));
  };
  return (next) => {
    const breakerOf = remembering(find);
    return (call) => (call.callback ? next(call) : breakerOf(call).execute(next, call));
  };
}
