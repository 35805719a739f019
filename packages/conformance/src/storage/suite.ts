import type { ConformanceSuite } from '../suite.js';
import { bodyCases } from './bodies.js';
import { bucketCases } from './buckets.js';
import { conditionCases } from './conditions.js';
import type { StorageHarness } from './harness.js';
import { guardedLinkCases } from './guarded-links.js';
import { infoCases } from './info.js';
import { keyCases } from './keys.js';
import { lifecycleCases } from './lifecycle.js';
import { linkCases } from './links.js';
import { listingCases } from './listing.js';
import { policyCases } from './policy.js';
import { readingCases } from './reading.js';
import { refusedBodyCases } from './refused-bodies.js';
import { transferCases } from './transfers.js';

export type { RawObject, StorageHarness, StorageHarnessOptions, StorageUnderTest } from './harness.js';
export { wrapStorages } from './harness.js';

/** Every promise of the `ObjectStorage` port. */
export const storageSuite: ConformanceSuite<StorageHarness> = {
  port: 'storage',
  cases: [
    ...bodyCases,
    ...refusedBodyCases,
    ...readingCases,
    ...infoCases,
    ...conditionCases,
    ...listingCases,
    ...transferCases,
    ...keyCases,
    ...bucketCases,
    ...policyCases,
    ...linkCases,
    ...guardedLinkCases,
    ...lifecycleCases,
  ],
};
