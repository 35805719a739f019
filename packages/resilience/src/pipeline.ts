import type { Clock, Layer } from '@infra/core';
import { bulkhead, type BulkheadOptions } from './bulkhead.js';
import { circuitBreaker, type CircuitBreakerLayerOptions } from './circuit-breaker/layer.js';
import type { OnEvent } from './events.js';
import { fallback, type FallbackOptions } from './fallback.js';
import { rateLimit, type RateLimitOptions } from './rate-limit.js';
import type { RetryOptions } from './retry/options.js';
import { retry } from './retry/retry.js';
import { timeout, type TimeoutOptions } from './timeout.js';

/** What a pipeline is made of; what is left out is not in it. `clock` and `onEvent` are those of every part that has none of its own. */
export interface PipelineOptions {
  /** Layers around everything, the first outermost: they see each call once, as the caller does. */
  readonly observe?: Layer | readonly Layer[] | undefined;
  readonly fallback?: FallbackOptions | undefined;
  readonly rateLimit?: RateLimitOptions | undefined;
  readonly bulkhead?: BulkheadOptions | undefined;
  /** Bounds all attempts and the waits between them together. */
  readonly totalTimeout?: TimeoutOptions | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Layers around every attempt, those included that the circuit breaker refuses; `Call.attempt` is its number. */
  readonly observeAttempts?: Layer | readonly Layer[] | undefined;
  readonly circuitBreaker?: CircuitBreakerLayerOptions | undefined;
  readonly attemptTimeout?: TimeoutOptions | undefined;
  readonly clock?: Clock | undefined;
  readonly onEvent?: OnEvent | undefined;
}

/**
 * One layer made of several, in the order in which they work together, outside in: observe → fallback → rate limit → bulkhead → total
 * time-out → retry → circuit breaker → attempt time-out. What is refused at the door costs nothing behind it, a retry holds one place in
 * the bulkhead, and the breaker counts attempts, each of which ends.
 *
 * State (circuits, budgets, places) is shared by whatever this one layer is put around, for each port and provider.
 *
 * @throws `validation` for options that make no sense
 */
export function pipeline(options: PipelineOptions): Layer {
  const shared = <Own extends Shared>(own: Own): Own => ({
    ...own,
    clock: own.clock ?? options.clock,
    onEvent: own.onEvent ?? options.onEvent,
  });
  const layers: readonly Layer[] = [
    ...several(options.observe),
    ...made(options.fallback, (own) => fallback(shared(own))),
    ...made(options.rateLimit, (own) => rateLimit(shared(own))),
    ...made(options.bulkhead, (own) => bulkhead(shared(own))),
    ...made(options.totalTimeout, (own) => timeout(shared(own))),
    ...made(options.retry, (own) => retry(shared(own))),
    ...several(options.observeAttempts),
    ...made(options.circuitBreaker, (own) => circuitBreaker(shared(own))),
    ...made(options.attemptTimeout, (own) => timeout(shared(own))),
  ];
  return (next) => layers.reduceRight((inner, layer) => layer(inner), next);
}

interface Shared {
  readonly clock?: Clock | undefined;
  readonly onEvent?: OnEvent | undefined;
}

function several(layers: Layer | readonly Layer[] = []): readonly Layer[] {
  return typeof layers === 'function' ? [layers] : layers;
}

function made<Options>(options: Options | undefined, make: (options: Options) => Layer): readonly Layer[] {
  return options === undefined ? [] : [make(options)];
}
