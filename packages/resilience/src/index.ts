export { bulkhead, type BulkheadOptions } from './bulkhead.js';
export {
  createCircuitBreaker,
  type CircuitBreaker,
  type NamedCircuitBreakerOptions,
} from './circuit-breaker/circuit-breaker.js';
export { circuitBreaker, type CircuitBreakerLayerOptions } from './circuit-breaker/layer.js';
export type { CircuitBreakerOptions, HalfOpenOptions, SlidingWindow } from './circuit-breaker/options.js';
export { createCircuitBreakerRegistry, type CircuitBreakerRegistry } from './circuit-breaker/registry.js';
export type { CircuitBreakerStats } from './circuit-breaker/stats.js';
export {
  withCircuitBreaker,
  type BreakerChoice,
  type CircuitBreakerDecorator,
} from './circuit-breaker/with-circuit-breaker.js';
export type {
  CallEvent,
  CircuitChangeReason,
  CircuitState,
  CircuitStateChanged,
  OnEvent,
  ResilienceEvent,
} from './events.js';
export { fallback, type FallbackHandler, type FallbackOptions } from './fallback.js';
export { pipeline, type PipelineOptions } from './pipeline.js';
export { rateLimit, type RateLimitOptions } from './rate-limit.js';
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './retry/budget.js';
export type { RetryOptions } from './retry/options.js';
export { retry } from './retry/retry.js';
export { timeout, type TimeoutOptions } from './timeout.js';
