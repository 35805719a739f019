import {
  errorTrackerSuite,
  type ErrorReportRecord,
  type ErrorTrackerHarness,
  type ErrorTrackerSubject,
  type ErrorTrackerUnderTest,
} from '@infra/conformance';
import type { CaptureOptions } from '@infra/core';
import type { Saboteur } from '../saboteur.js';

export type Subject = ErrorTrackerSubject;
type Sabotage = (harness: ErrorTrackerHarness) => ErrorTrackerHarness;

/** What a wrong tracker does in its own way; the rest goes on to the right one. */
export function faulty(inner: Subject, faults: Partial<Subject>): Subject {
  return {
    provider: inner.provider,
    captureException: (error, options) => inner.captureException(error, options),
    captureMessage: (message, options) => inner.captureMessage(message, options),
    flush: (options) => inner.flush(options),
    close: (options) => inner.close(options),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
    ...faults,
  };
}

/** Spoils what a harness makes. `change` runs once for each, so that it may keep state. */
export function spoilSubject(change: (made: ErrorTrackerUnderTest) => Partial<ErrorTrackerUnderTest>): Sabotage {
  return (harness) => ({
    ...harness,
    make: async (options) => {
      const made = await harness.make(options);
      return { ...made, ...change(made) };
    },
  });
}

export function withFaults(faults: (inner: Subject) => Partial<Subject>): Sabotage {
  return spoilSubject(({ tracker }) => ({ tracker: faulty(tracker, faults(tracker)) }));
}

/** Spoils the options of every call. */
export function withOptions(change: (options: CaptureOptions | undefined) => CaptureOptions | undefined): Sabotage {
  return withFaults((inner) => ({
    captureException: (error, options) => inner.captureException(error, change(options)),
    captureMessage: (message, options) => inner.captureMessage(message, change(options)),
  }));
}

/** Spoils what is captured as an error. */
export function withErrors(change: (error: unknown) => unknown): Sabotage {
  return withFaults((inner) => ({
    captureException: (error, options) => inner.captureException(change(error), options),
  }));
}

/** Spoils what arrives. */
export function withReports(change: (report: ErrorReportRecord) => ErrorReportRecord): Sabotage {
  return spoilSubject(({ reports }) => ({ reports: async () => (await reports()).map(change) }));
}

/** Puts into the destination what should not be there. */
export function leaking(text: (captured: unknown, options: CaptureOptions | undefined) => unknown): Sabotage {
  return spoilSubject(({ tracker, raw }) => {
    const leaked: unknown[] = [];
    return {
      tracker: faulty(tracker, {
        captureException: (error, options) => {
          leaked.push(text(error, options));
          return tracker.captureException(error, options);
        },
        captureMessage: (message, options) => {
          leaked.push(text(message, options));
          return tracker.captureMessage(message, options);
        },
      }),
      raw: async () => `${await raw()}${JSON.stringify(leaked)}`,
    };
  });
}

/** One saboteur for each case of a table: what it does wrong, every row of the table must notice. */
export function forEachRow(
  beginning: string,
  name: string,
  sabotage: Sabotage,
): readonly Saboteur<ErrorTrackerHarness>[] {
  return errorTrackerSuite.cases
    .filter((candidate) => candidate.name.startsWith(beginning))
    .map(({ name: caughtBy }) => ({ name: `${name} (${caughtBy.slice(beginning.length)})`, caughtBy, sabotage }));
}
