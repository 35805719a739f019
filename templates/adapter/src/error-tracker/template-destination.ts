import { err, type AsyncResult } from '@infra/core';
import type { Report } from '@internal/report-rules';
import { errors } from './errors.js';

const MAX_QUEUE = 100;

/** Where the reports go. Causes, redaction, limits and ids are done: a report that comes here is plain data. */
export class TemplateDestination {
  readonly maxQueue: number;

  constructor(maxQueue: number = MAX_QUEUE) {
    this.maxQueue = maxQueue;
  }

  /**
   * Takes a report, and returns at once: it is sent in the background. What it throws, as for a report too many, is told to `onError`,
   * and the caller gets no id.
   */
  add(_report: Report): void {
    throw errors.notWritten('add');
  }

  /** Settles when every report so far has left the process. */
  async flush(_signal: AbortSignal | undefined): AsyncResult<void> {
    return err(errors.notWritten('flush'));
  }

  /** Sends what waits, and ends what was opened here: within the deadline even when nobody answers. Called once. */
  async close(_deadlineMs: number): AsyncResult<void> {
    return err(errors.notWritten('close'));
  }
}
