import type { ConformanceSuite } from '../suite.js';
import { countingCases } from './counting.js';
import { expiryCases } from './expiry.js';
import type { CacheHarness } from './harness.js';
import { invalidationCases } from './invalidation.js';
import { keyCases } from './keys.js';
import { lifecycleCases } from './lifecycle.js';
import { loadingCases } from './loading.js';
import { schemaCases } from './schemas.js';
import { statisticsCases } from './statistics.js';
import { valueCases } from './values.js';

export type { CacheHarness, CacheHarnessOptions, CacheUnderTest } from './harness.js';
export { wrapCaches } from './harness.js';

/** Every promise of the `Cache` port. */
export const cacheSuite: ConformanceSuite<CacheHarness> = {
  port: 'cache',
  cases: [
    ...valueCases,
    ...expiryCases,
    ...keyCases,
    ...invalidationCases,
    ...loadingCases,
    ...countingCases,
    ...schemaCases,
    ...statisticsCases,
    ...lifecycleCases,
  ],
};
