import type { ConformanceSuite } from '../suite.js';
import { consumingCases } from './consuming.js';
import type { RateLimiterHarness } from './harness.js';
import { keyCases } from './keys.js';
import { lifecycleCases } from './lifecycle.js';
import { outageCases } from './outage.js';
import { refillCases } from './refill.js';

export type {
  RateLimiterHarness,
  RateLimiterHarnessOptions,
  RateLimiterUnderTest,
  UnreachableRateLimiterOptions,
} from './harness.js';
export { wrapRateLimiters } from './harness.js';

/** Every promise of the `RateLimiter` port. */
export const rateLimiterSuite: ConformanceSuite<RateLimiterHarness> = {
  port: 'ratelimit',
  cases: [...consumingCases, ...refillCases, ...keyCases, ...lifecycleCases, ...outageCases],
};
