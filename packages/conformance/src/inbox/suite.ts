import type { ConformanceSuite } from '../suite.js';
import { acceptingCases } from './accepting.js';
import type { InboxHarness } from './harness.js';
import { lifecycleCases } from './lifecycle.js';

export { wrapInboxes, type InboxHarness, type InboxUnderTest } from './harness.js';

/** Every promise of `InboxStore`. */
export const inboxSuite: ConformanceSuite<InboxHarness> = {
  port: 'inbox',
  cases: [...acceptingCases, ...lifecycleCases],
};
