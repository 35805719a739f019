import type { ConformanceSuite } from '../suite.js';
import type { ErrorTrackerHarness } from './harness.js';
import { hostileCases } from './hostile.js';
import { lifecycleCases } from './lifecycle.js';
import { outageCases } from './outage.js';
import { reportCases } from './reports.js';
import { secretCases } from './secrets.js';

export type {
  ErrorReportRecord,
  ErrorTrackerHarness,
  ErrorTrackerHarnessOptions,
  ErrorTrackerSubject,
  ErrorTrackerUnderTest,
  ExceptionRecord,
  UnreachableErrorTrackerOptions,
} from './harness.js';
export { wrapErrorTrackers } from './harness.js';

/** What every error tracker promises: whatever went wrong is told, no secret is, and telling does no further harm. */
export const errorTrackerSuite: ConformanceSuite<ErrorTrackerHarness> = {
  port: 'errortracker',
  cases: [...reportCases, ...secretCases, ...hostileCases, ...lifecycleCases, ...outageCases],
};
