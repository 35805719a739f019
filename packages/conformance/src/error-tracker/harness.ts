import type { CaptureOptions, Clock, ErrorTracker, Lifecycle, OnError } from '@infra/core';

/** What a factory for an error tracker returns. */
export type ErrorTrackerSubject = ErrorTracker & Lifecycle;

/** What a case may ask of the tracker that it gets. Everything left out keeps the adapter's default. */
export interface ErrorTrackerHarnessOptions {
  /** What reports take their times from. */
  readonly clock?: Clock;
  /** Secret keys beside the adapter's own default ones. */
  readonly redactKeys?: readonly string[];
}

/** What a case may ask of a tracker whose destination is gone. */
export interface UnreachableErrorTrackerOptions {
  readonly onError?: OnError;
}

/** An error of a report: the one that was captured, or one of its causes. */
export interface ExceptionRecord {
  /** The error's name; of what is no error, whatever the adapter calls it. */
  readonly type: string;
  readonly message: string;
  /** As text, or however the destination has it; undefined where there was none. */
  readonly stack?: unknown;
}

/** One report as it reached the destination. */
export interface ErrorReportRecord {
  readonly id: string;
  readonly level: string;
  readonly time: Date;
  /** Of `captureMessage` the message, of `captureException` the error's. */
  readonly message: string;
  /** The captured error, then its causes; empty for a message. */
  readonly exceptions: readonly ExceptionRecord[];
  readonly tags: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly user?: CaptureOptions['user'];
  readonly fingerprint?: readonly string[] | undefined;
}

/** A tracker, and what its destination has got so far. */
export interface ErrorTrackerUnderTest {
  readonly tracker: ErrorTrackerSubject;
  /** Every report, in the order of the calls, as the destination holds it, past the port. */
  reports(): Promise<readonly ErrorReportRecord[]>;
  /** All that the destination holds, as text: to see what must not be there. */
  raw(): Promise<string>;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface ErrorTrackerHarness {
  /** A tracker whose destination is empty and shared with nobody. The suite closes it. */
  make(options?: ErrorTrackerHarnessOptions): Promise<ErrorTrackerUnderTest>;
  /**
   * A tracker whose destination cannot be reached, or never answers, with a time-out of its own of a second at most. Left out where
   * there is no destination but this process.
   */
  unreachable?(options?: UnreachableErrorTrackerOptions): Promise<ErrorTrackerSubject>;
}

/** Runs a case's body with a tracker of its own, closed afterwards. */
export async function withTracker(
  harness: ErrorTrackerHarness,
  body: (made: ErrorTrackerUnderTest) => Promise<void>,
  options: ErrorTrackerHarnessOptions = {},
): Promise<void> {
  const made = await harness.make(options);
  await using _ = made.tracker;
  await body(made);
}

/**
 * The same harness with every tracker wrapped, for a second run of the suite: an adapter that passes bare must pass with layers around
 * it.
 *
 * @example wrapErrorTrackers(harness, (tracker) => decorate(tracker, errorTrackerSpec, ...neutralLayers()))
 */
export function wrapErrorTrackers(
  harness: ErrorTrackerHarness,
  wrap: (tracker: ErrorTrackerSubject) => ErrorTrackerSubject,
): ErrorTrackerHarness {
  const { unreachable } = harness;
  return {
    ...harness,
    make: async (options) => {
      const made = await harness.make(options);
      return { ...made, tracker: wrap(made.tracker) };
    },
    ...(unreachable && { unreachable: async (options) => wrap(await unreachable(options)) }),
  };
}
