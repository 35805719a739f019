import { err, type AsyncResult } from '@infra/core';
import type { LineLevel, LoggableRecord } from '@internal/redaction';
import { errors } from './errors.js';

/** A line on its way: plain data, without secrets, safe to serialise. */
export interface LogLine {
  readonly level: LineLevel;
  readonly message: string;
  readonly time: Date;
  readonly fields: LoggableRecord;
}

/** Where the lines go. What a logger promises is at `Logger`; levels, children, redaction and context are done already. */
export class TemplateDestination {
  /** Hands a line on. What it throws is reported to `onError`, and the caller never sees it. */
  write(_line: LogLine): void {
    throw errors.notWritten('write');
  }

  /** Settles when every line so far has left the process. */
  async flush(_signal: AbortSignal | undefined): AsyncResult<void> {
    return err(errors.notWritten('flush'));
  }

  /** Flushes, and ends what was opened here: once, within the deadline even when nobody reads. No line comes after it. */
  async close(_deadlineMs: number): AsyncResult<void> {
    return err(errors.notWritten('close'));
  }
}
