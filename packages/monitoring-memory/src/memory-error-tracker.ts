import {
  err,
  ok,
  unwrap,
  type AsyncResult,
  type CaptureOptions,
  type Clock,
  type ErrorTracker,
  type InfraError,
  type IoOptions,
  type Lifecycle,
  type OnError,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { deepFreeze, Ring } from '@internal/kept-records';
import { createReporter } from '@internal/redaction';
import { TrackerFront } from '@internal/report-rules';
import { checkCommon, checkKeys } from './check-option.js';
import { cancelledError, closedError, PROVIDER, thrownError } from './errors.js';
import type { ErrorReport } from './error-report.js';

export interface MemoryErrorTrackerOptions {
  /** How many reports are kept; the oldest make room and are counted. Default: 1,000. */
  readonly maxReports?: number | undefined;
  /** Keys whose value is secret, beside the default ones. Case, `-` and `_` do not matter. Default: none. */
  readonly redactKeys?: readonly string[] | undefined;
  /** Gives each report its time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of a report that could not be made, because a clock throws. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** An error tracker that keeps its reports, to be read by a test or by a page. */
export interface MemoryErrorTracker extends ErrorTracker, Lifecycle {
  /** The reports that are kept, oldest first: a copy of the list as it is now. */
  readonly reports: readonly ErrorReport[];
  /** Reports that made room for newer ones, since the start or the last `clear()`. */
  readonly dropped: number;
  /** The report of this id, if it is kept. */
  find(id: string): ErrorReport | undefined;
  /** Forgets every report and the number of dropped ones. */
  clear(): void;
}

const DEFAULT_MAX_REPORTS = 1_000;

/**
 * Makes an error tracker. Throws an `InfraError` (`validation`) for a wrong option; does no I/O, ever.
 * After `close()` nothing more is kept; what was kept can still be read.
 */
export function createMemoryErrorTracker(options: MemoryErrorTrackerOptions = {}): MemoryErrorTracker {
  checkCommon('errortracker', options, { maxReports: options.maxReports });
  checkKeys('errortracker', options.redactKeys);
  return new RingErrorTracker(options);
}

class RingErrorTracker implements MemoryErrorTracker {
  readonly provider: string = PROVIDER;
  private readonly front: TrackerFront;
  private readonly ring: Ring<ErrorReport>;

  constructor({ maxReports, redactKeys = [], clock = systemClock, onError }: MemoryErrorTrackerOptions) {
    const report = createReporter<InfraError>(onError);
    this.ring = new Ring(maxReports ?? DEFAULT_MAX_REPORTS);
    this.front = new TrackerFront({
      clock,
      redactKeys,
      keep: (captured) => this.ring.add(deepFreeze(captured)),
      onThrown: (cause) => report(thrownError(cause, 'errortracker.capture')),
    });
  }

  captureException(error: unknown, options?: CaptureOptions): string | undefined {
    return this.front.captureException(error, options);
  }

  captureMessage(message: string, options?: CaptureOptions): string | undefined {
    return this.front.captureMessage(message, options);
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    const operation = 'errortracker.flush';
    if (this.front.isClosed) return err(closedError(operation));
    return signal?.aborted ? err(cancelledError(operation, signal.reason)) : ok();
  }

  get reports(): readonly ErrorReport[] {
    return this.ring.toArray();
  }

  get dropped(): number {
    return this.ring.dropped;
  }

  find(id: string): ErrorReport | undefined {
    return this.ring.toArray().find((report) => report.id === id);
  }

  clear(): void {
    this.ring.clear();
  }

  async close(): AsyncResult<void> {
    this.front.close();
    return ok();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
