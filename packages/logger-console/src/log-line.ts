import type { LineLevel, LoggableRecord } from '@internal/redaction';

/** One line before it has a format: plain data without secrets. */
export interface LogLine {
  readonly time: Date;
  readonly level: LineLevel;
  readonly message: string;
  readonly fields: LoggableRecord;
}

/** Makes the text of a line, its line break included. */
export type LineFormat = (line: LogLine) => string;
