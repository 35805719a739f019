import type { IoOptions } from './io.js';
import type { AsyncResult } from './result.js';

/** In order of weight. `silent` is a threshold only: it lets nothing through. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What belongs to a line beside its message. An `Error`, under any key, is logged with its cause chain. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured logging. Every method but `flush` is synchronous and never throws, whatever it is given:
 * circular values, BigInt, throwing getters and huge strings included.
 */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  fatal(message: string, fields?: LogFields): void;
  /** A logger whose lines carry these fields too; a field of the line wins over one of the child, and that over the parent's. */
  child(fields: LogFields): Logger;
  /** The lightest level that is written. Set it at any time: the logger, its parent and its children share one. */
  level: LogLevel;
  /** Whether a line of this level would be written: to skip work that only serves the line. */
  isLevelEnabled(level: LogLevel): boolean;
  /** Settles when every line so far has left the process. */
  flush(options?: IoOptions): AsyncResult<void>;
}
