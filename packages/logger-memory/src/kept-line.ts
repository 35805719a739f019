import type { LoggableRecord } from '@internal/redaction';
import type { LogLine } from './log-line.js';

/** A line as it is kept: `LogLine`, with fields that are known to be plain data. */
export interface KeptLine extends LogLine {
  readonly fields: LoggableRecord;
}
