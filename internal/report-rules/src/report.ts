import type { CaptureOptions, LogFields } from '@infra/core';

/** An error of a report: the one that was captured, or one of its causes. */
export interface ReportException {
  /** The error's name; of what is no error, `a thrown` and its type. */
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** What else it carries: of an `InfraError` its code, provider and operation. */
  readonly fields: LogFields;
}

/** What was captured once: plain data without secrets. */
export interface Report {
  /** A UUIDv7. */
  readonly id: string;
  readonly level: NonNullable<CaptureOptions['level']>;
  readonly time: Date;
  readonly message: string;
  /** The captured error, then its causes; empty for a message. */
  readonly exceptions: readonly ReportException[];
  readonly tags: Readonly<Record<string, string>>;
  readonly extra: LogFields;
  readonly user?: NonNullable<CaptureOptions['user']>;
  readonly fingerprint?: readonly string[];
}
