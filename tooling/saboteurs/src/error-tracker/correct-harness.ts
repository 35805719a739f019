import type { ErrorTrackerHarness } from '@infra/conformance';
import { createMemoryErrorTracker } from '@infra/monitoring-memory';

/** A tracker without fault, for saboteurs to spoil. */
export const correctErrorTrackerHarness: ErrorTrackerHarness = {
  make: async (options) => {
    const tracker = createMemoryErrorTracker(options);
    return { tracker, reports: async () => tracker.reports, raw: async () => JSON.stringify(tracker.reports) };
  },
};
