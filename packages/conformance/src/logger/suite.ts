import type { ConformanceSuite } from '../suite.js';
import { childCases } from './children.js';
import { errorCases } from './errors.js';
import { flushCases } from './flush.js';
import type { LoggerHarness } from './harness.js';
import { hostileValueCases } from './hostile-values.js';
import { levelCases } from './levels.js';
import { lineCases } from './lines.js';
import { readableValueCases } from './readable-values.js';
import { redactionCases } from './redaction.js';

export type {
  ClosableLoggerUnderTest,
  LoggerHarness,
  LoggerHarnessOptions,
  LoggerUnderTest,
  LogRecord,
} from './harness.js';
export { wrapLoggers } from './harness.js';

/** What every logger promises: the `Logger` port, and that no secret and no forged line gets out. */
export const loggerSuite: ConformanceSuite<LoggerHarness> = {
  port: 'logger',
  cases: [
    ...levelCases,
    ...childCases,
    ...lineCases,
    ...errorCases,
    ...hostileValueCases,
    ...readableValueCases,
    ...redactionCases,
    ...flushCases,
  ],
};
