import type { PortSpec, RateLimiter } from '@infra/core';
import { definePort } from '../define-port.js';

/** Taking twice takes twice: only a question (`cost: 0`) may be repeated. */
export const rateLimiterSpec: PortSpec<RateLimiter> = definePort<RateLimiter>('ratelimit', {
  consume: { optionsAt: 1, idempotent: ([, options]) => options?.cost === 0 },
  reset: { optionsAt: 1, idempotent: true },
});
