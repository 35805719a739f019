import {
  unwrap,
  type AsyncResult,
  type CloseOptions,
  type IoOptions,
  type Lifecycle,
  type Logger,
  type Provided,
} from '@infra/core';
import { FamilyLogger, type LoggableRecord } from '@internal/redaction';
import { PROVIDER } from './errors.js';
import { flushDestination, onDeadline } from './flush.js';
import { LineWriter } from './line-writer.js';
import { validateOptions, type ConsoleLoggerOptions } from './options.js';

const DEFAULT_CLOSE_DEADLINE_MS = 5_000;

/** A logger that writes to the terminal, or wherever standard output goes. */
export interface ConsoleLogger extends Logger, Provided, Lifecycle {
  /** Lines that were to be written and could not be, children's included. `onError` was told of each. */
  readonly dropped: number;
}

/**
 * Makes a logger. Throws an `InfraError` (`validation`) for a wrong option, and does no I/O.
 * After `close()` the logger and its children write nothing more, and say nothing of it.
 */
export function createConsoleLogger(options: ConsoleLoggerOptions = {}): ConsoleLogger {
  validateOptions(options);
  return new RootLogger(new LineWriter(options), options);
}

class RootLogger extends FamilyLogger<LoggableRecord, IoOptions, AsyncResult<void>> implements ConsoleLogger {
  readonly provider: string = PROVIDER;
  private readonly writer: LineWriter;
  private closing: AsyncResult<void> | undefined;

  constructor(writer: LineWriter, { fields }: ConsoleLoggerOptions) {
    super(writer, writer.bind({}, fields));
    this.writer = writer;
  }

  get dropped(): number {
    return this.writer.dropped;
  }

  close({ deadlineMs = DEFAULT_CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    if (this.closing !== undefined) return this.closing;
    const { threshold, destination, clock } = this.writer;
    threshold.close();
    const operation = 'logger.close';
    this.closing = flushDestination(destination, operation, onDeadline(clock, deadlineMs, operation));
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
