import type { AsyncResult, CloseOptions, IoOptions, LogFields, Logger, LogLevel } from '@infra/core';
import type { PlaygroundLogger } from '../providers/playground-logger.js';

/** A logger whose lines, and those of its children, are written to another one as well. All else is its own. */
class HeardLogger implements Logger {
  readonly #own: Logger;
  readonly #also: Logger;

  constructor(own: Logger, also: Logger) {
    this.#own = own;
    this.#also = also;
  }

  trace(message: string, fields?: LogFields): void {
    this.#own.trace(message, fields);
    this.#also.trace(message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    this.#own.debug(message, fields);
    this.#also.debug(message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#own.info(message, fields);
    this.#also.info(message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#own.warn(message, fields);
    this.#also.warn(message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#own.error(message, fields);
    this.#also.error(message, fields);
  }

  fatal(message: string, fields?: LogFields): void {
    this.#own.fatal(message, fields);
    this.#also.fatal(message, fields);
  }

  child(fields: LogFields): Logger {
    return new HeardLogger(this.#own.child(fields), this.#also.child(fields));
  }

  get level(): LogLevel {
    return this.#own.level;
  }

  set level(level: LogLevel) {
    this.#own.level = level;
  }

  isLevelEnabled(level: LogLevel): boolean {
    return this.#own.isLevelEnabled(level) || this.#also.isLevelEnabled(level);
  }

  flush(options?: IoOptions): AsyncResult<void> {
    return this.#own.flush(options);
  }
}

/** The same for a logger that was composed: it can be read and closed as well. */
export class HeardRootLogger extends HeardLogger implements PlaygroundLogger {
  readonly #root: PlaygroundLogger;

  constructor(root: PlaygroundLogger, also: Logger) {
    super(root, also);
    this.#root = root;
  }

  get lines(): PlaygroundLogger['lines'] {
    return this.#root.lines;
  }

  close(options?: CloseOptions): AsyncResult<void> {
    return this.#root.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#root[Symbol.asyncDispose]();
  }
}
