import type { PortSpec, RateLimiter } from '@infra/core';
import { definePort } from '../define-port.js';

/** Consuming twice takes twice. Asking (`cost: 0`) takes nothing, but a predicate that says so would be one more rule to know. */
export const rateLimiterSpec: PortSpec<RateLimiter> = definePort<RateLimiter>('rate_limiter', {
  consume: { optionsAt: 1, idempotent: false },
  reset: { optionsAt: 1, idempotent: true },
});
