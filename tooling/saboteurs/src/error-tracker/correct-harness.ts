import type { ErrorTrackerHarness, ErrorTrackerSubject, UnreachableErrorTrackerOptions } from '@infra/conformance';
import { err, InfraError } from '@infra/core';
import { createMemoryErrorTracker } from '@infra/monitoring-memory';
import { faulty } from './spoil.js';

/** A tracker without fault, for saboteurs to spoil. */
export const correctErrorTrackerHarness: ErrorTrackerHarness = {
  make: async (options) => {
    const tracker = createMemoryErrorTracker(options);
    return { tracker, reports: async () => tracker.reports, raw: async () => JSON.stringify(tracker.reports) };
  },
  unreachable: async (options) => withoutDestination(options),
};

/** Does everything right although its destination is gone: what is captured waits in memory, and is lost when it closes. */
function withoutDestination({ onError }: UnreachableErrorTrackerOptions = {}): ErrorTrackerSubject {
  const inner = createMemoryErrorTracker();
  const gone = (operation: string) =>
    new InfraError({ code: 'unavailable', message: 'gone', provider: inner.provider, operation });
  const waits = (): boolean => inner.reports.length > 0;
  return faulty(inner, {
    flush: async (options) => {
      const flushed = await inner.flush(options);
      return flushed.ok && waits() ? err(gone('errortracker.flush')) : flushed;
    },
    close: async () => {
      const closed = await inner.close();
      if (!waits()) return closed;
      inner.clear();
      const lost = gone('errortracker.close');
      onError?.(lost);
      return err(lost);
    },
  });
}
