import type { ErrorTrackerHarness } from '@infra/conformance';
import { createTemplateErrorTracker } from '../../src/error-tracker/index.js';

/** `unreachable`, a tracker whose destination is gone, has the suite test that nobody is harmed by it. */
export const harness: ErrorTrackerHarness = {
  make: async ({ clock, redactKeys } = {}) => {
    const tracker = createTemplateErrorTracker({ clock, redactKeys });
    return {
      tracker,
      // Read here what the destination got, past the port: parsed, and as the very text.
      reports: async () => [],
      raw: async () => '',
    };
  },
};
