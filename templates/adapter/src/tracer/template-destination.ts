import { err, type AsyncResult } from '@infra/core';
import type { EndedSpan } from '@internal/span-rules';
import { errors } from './errors.js';

const MAX_QUEUE = 2_048;

/** Where the spans go. Ids, parents, sampling, what is active, times and limits are done: a span that comes here is plain data. */
export class TemplateDestination {
  readonly maxQueue: number;

  constructor(maxQueue: number = MAX_QUEUE) {
    this.maxQueue = maxQueue;
  }

  /**
   * Takes a span that has ended, and returns at once: it is sent later, with others, and dropped where too many wait. What it throws is
   * reported to `onError`, and the caller never sees it.
   */
  add(_span: EndedSpan): void {
    throw errors.notWritten('add');
  }

  /** Settles when every span so far has left the process. */
  async flush(_signal: AbortSignal | undefined): AsyncResult<void> {
    return err(errors.notWritten('flush'));
  }

  /** Sends what waits, and ends what was opened here: within the deadline even when nobody answers. Called once. */
  async close(_deadlineMs: number): AsyncResult<void> {
    return err(errors.notWritten('close'));
  }
}
