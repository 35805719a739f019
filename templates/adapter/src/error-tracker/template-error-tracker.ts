import {
  err,
  unwrap,
  type AsyncResult,
  type CaptureOptions,
  type CloseOptions,
  type ErrorTracker,
  type InfraError,
  type IoOptions,
  type Lifecycle,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { createReporter } from '@internal/redaction';
import { TrackerFront } from '@internal/report-rules';
import { errors, PROVIDER } from './errors.js';
import { validateOptions, type TemplateErrorTrackerOptions } from './options.js';
import { TemplateDestination } from './template-destination.js';

const CLOSE_DEADLINE_MS = 5_000;

/** An error tracker that tells Template. */
export interface TemplateErrorTracker extends ErrorTracker, Lifecycle {}

/** Makes an error tracker. Does no I/O, connects on first use. Throws `validation` for an option that makes no sense, and for nothing else. */
export function createTemplateErrorTracker(options: TemplateErrorTrackerOptions = {}): TemplateErrorTracker {
  validateOptions(options);
  return new FrontErrorTracker(options);
}

class FrontErrorTracker implements TemplateErrorTracker {
  readonly provider: string = PROVIDER;
  private readonly front: TrackerFront;
  private readonly destination: TemplateDestination;
  private closing: AsyncResult<void> | undefined;

  constructor({ maxQueue, redactKeys = [], clock = systemClock, onError }: TemplateErrorTrackerOptions) {
    const report = createReporter<InfraError>(onError);
    this.destination = new TemplateDestination(maxQueue);
    this.front = new TrackerFront({
      clock,
      redactKeys,
      keep: (captured) => {
        this.destination.add(captured);
      },
      onThrown: (cause) => {
        report(errors.failed('capture', cause));
      },
    });
  }

  captureException(error: unknown, options?: CaptureOptions): string | undefined {
    return this.front.captureException(error, options);
  }

  captureMessage(message: string, options?: CaptureOptions): string | undefined {
    return this.front.captureMessage(message, options);
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    if (this.front.isClosed) return err(errors.closed('flush'));
    if (signal?.aborted === true) return err(errors.cancelled('flush', signal.reason));
    return this.destination.flush(signal);
  }

  close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    this.front.close();
    this.closing ??= this.destination.close(deadlineMs);
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
