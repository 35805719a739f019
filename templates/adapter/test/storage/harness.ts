import { createTestClock, type StorageHarness } from '@infra/conformance';
import { createTemplateStorage } from '../../src/storage/index.js';

const clock = createTestClock();

/**
 * For a store in this process. For a server: `make` makes a bucket of its own each time, and `peek`, `fetch`, `advance`,
 * `multipartBytes` and `unreachable` have the suite test what only a server has. The test is then named
 * conformance.integration.test.ts; see packages/storage-s3/test.
 */
export const harness: StorageHarness = {
  make: async (options) => createTemplateStorage({ ...options, clock }),
};
