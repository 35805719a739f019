import type { ConformanceSuite } from '../suite.js';
import { appendingCases } from './appending.js';
import { claimingCases } from './claiming.js';
import type { OutboxHarness } from './harness.js';
import { keepingCases } from './keeping.js';
import { lifecycleCases } from './lifecycle.js';
import { settlingCases } from './settling.js';
import { wakingCases } from './waking.js';

export { wrapOutboxes, type OutboxHarness, type OutboxUnderTest } from './harness.js';

/** Every promise of `OutboxStore`. */
export const outboxSuite: ConformanceSuite<OutboxHarness> = {
  port: 'outbox',
  cases: [...appendingCases, ...claimingCases, ...settlingCases, ...keepingCases, ...wakingCases, ...lifecycleCases],
};
