import type { LogFields, LogLevel } from '@infra/core';

/** One line that was logged. Frozen, at every depth. */
export interface LogLine {
  readonly level: Exclude<LogLevel, 'silent'>;
  readonly message: string;
  readonly time: Date;
  /**
   * Fields of the line, of its logger and of the context, as plain data without secrets: an error is an object with `name`,
   * `message`, `stack` and `cause`, a BigInt `'1n'`, a date ISO 8601.
   */
  readonly fields: LogFields;
}

/** What a line must be like. What is left out does not matter. */
export interface LogQuery {
  readonly level?: LogLine['level'] | undefined;
  /** The whole message, or a pattern that it matches. */
  readonly message?: string | RegExp | undefined;
  /** Fields that it has, beside any others. Objects match when they have these properties, lists when they are equal. */
  readonly fields?: LogFields | undefined;
}
