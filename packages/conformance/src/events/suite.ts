import type { ConformanceSuite } from '../suite.js';
import { deadLetterCases } from './dead-letters.js';
import { failingCases } from './failing.js';
import { groupCases } from './groups.js';
import type { EventBusHarness } from './harness.js';
import { historyCases } from './history.js';
import { lifecycleCases, survivalCases } from './lifecycle.js';
import { orderCases } from './order.js';
import { publishingCases } from './publishing.js';

export type { EventBusHarness, EventBusHarnessOptions, EventBusUnderTest, EventSuiteEvents } from './harness.js';
export { wrapEventBuses } from './harness.js';

/** Every promise of the `EventBus` port. */
export const eventBusSuite: ConformanceSuite<EventBusHarness> = {
  port: 'events',
  cases: [
    ...publishingCases,
    ...groupCases,
    ...failingCases,
    ...deadLetterCases,
    ...orderCases,
    ...historyCases,
    ...lifecycleCases,
    ...survivalCases,
  ],
};
