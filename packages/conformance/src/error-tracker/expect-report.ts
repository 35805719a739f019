import assert from 'node:assert/strict';
import type { ErrorTracker } from '@infra/core';
import { expectOk } from '../expect-result.js';
import {
  withTracker,
  type ErrorReportRecord,
  type ErrorTrackerHarness,
  type ErrorTrackerHarnessOptions,
  type ErrorTrackerUnderTest,
} from './harness.js';

/** Makes one call to a new tracker, and gives the report that arrives: exactly one, under the id that the call gave. */
export async function captureOne(
  harness: ErrorTrackerHarness,
  capture: (tracker: ErrorTracker) => string | undefined,
  options?: ErrorTrackerHarnessOptions,
): Promise<{ readonly report: ErrorReportRecord; readonly raw: string }> {
  const found: { report: ErrorReportRecord; raw: string }[] = [];
  await withTracker(
    harness,
    async (made) => {
      const id = survives(() => capture(made.tracker), 'one call');
      const [report, ...others] = await arrivedReports(made);
      assert.ok(report !== undefined, 'the report did not arrive');
      assert.equal(others.length, 0, `one call made ${others.length + 1} reports`);
      assert.equal(report.id, id, 'it cannot be found under its id');
      found.push({ report, raw: await made.raw() });
    },
    options,
  );
  const [only] = found;
  assert.ok(only !== undefined);
  return only;
}

export async function arrivedReports({
  tracker,
  reports,
}: ErrorTrackerUnderTest): Promise<readonly ErrorReportRecord[]> {
  await expectOk(tracker.flush(), 'flush');
  return reports();
}

/** Runs a call that has to survive whatever it is given. */
export function survives<T>(call: () => T, what: string): T {
  try {
    return call();
  } catch (error) {
    const told = error instanceof Error ? error.message : typeof error;
    assert.fail(`${what}: it threw into the code that failed already: ${told}`);
  }
}
