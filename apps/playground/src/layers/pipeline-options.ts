import type { RateLimiter } from '@infra/core';
import type { PipelineOptions } from '@infra/resilience';
import type { PortLayers } from '../contract.js';
import { spelledOut } from './layer-table.js';

type Parts = Pick<
  PipelineOptions,
  'rateLimit' | 'bulkhead' | 'totalTimeout' | 'retry' | 'circuitBreaker' | 'attemptTimeout'
>;

/** No wait between attempts is longer, in milliseconds: somebody is watching. */
const LONGEST_WAIT_MS = 1_000;

/** What `pipeline` makes of the layers that are on; `limiter` counts for the rate limit. */
export function pipelineOptions(layers: PortLayers, limiter: RateLimiter | undefined): Parts {
  const { bulkhead, total, retry, breaker, timeout } = spelledOut(layers);
  return {
    rateLimit: limiter && { limiter, onLimiterError: 'fail-open' },
    bulkhead: bulkhead && { maxConcurrent: bulkhead['concurrent'] ?? 1, maxQueue: bulkhead['queue'] },
    totalTimeout: total && { ms: total['ms'] ?? 1 },
    retry: retry && {
      maxAttempts: retry['attempts'],
      initialDelayMs: retry['delayMs'],
      maxDelayMs: Math.max(LONGEST_WAIT_MS, retry['delayMs'] ?? 0),
    },
    circuitBreaker: breaker && { consecutiveFailures: breaker['failures'], openMs: breaker['openMs'] },
    attemptTimeout: timeout && { ms: timeout['ms'] ?? 1 },
  };
}
