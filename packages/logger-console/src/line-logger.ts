import { err, type AsyncResult, type IoOptions, type LogFields, type Logger, type LogLevel } from '@infra/core';
import type { LoggableRecord } from '@internal/redaction';
import { cancelledError, closedError } from './errors.js';
import { flushDestination, onAbort } from './flush.js';
import { WEIGHT } from './levels.js';
import type { LineWriter } from './line-writer.js';

/** One logger of a family: the fields it adds, over the writer that they share. */
export class LineLogger implements Logger {
  protected readonly writer: LineWriter;
  private readonly inherited: LoggableRecord;

  constructor(writer: LineWriter, inherited: LoggableRecord) {
    this.writer = writer;
    this.inherited = inherited;
  }

  trace(message: string, fields?: LogFields): void {
    if (this.writer.threshold.weight <= WEIGHT.trace) this.writer.write('trace', message, this.inherited, fields);
  }

  debug(message: string, fields?: LogFields): void {
    if (this.writer.threshold.weight <= WEIGHT.debug) this.writer.write('debug', message, this.inherited, fields);
  }

  info(message: string, fields?: LogFields): void {
    if (this.writer.threshold.weight <= WEIGHT.info) this.writer.write('info', message, this.inherited, fields);
  }

  warn(message: string, fields?: LogFields): void {
    if (this.writer.threshold.weight <= WEIGHT.warn) this.writer.write('warn', message, this.inherited, fields);
  }

  error(message: string, fields?: LogFields): void {
    if (this.writer.threshold.weight <= WEIGHT.error) this.writer.write('error', message, this.inherited, fields);
  }

  fatal(message: string, fields?: LogFields): void {
    if (this.writer.threshold.weight <= WEIGHT.fatal) this.writer.write('fatal', message, this.inherited, fields);
  }

  child(fields: LogFields): Logger {
    return new LineLogger(this.writer, this.writer.inherit(this.inherited, fields));
  }

  get level(): LogLevel {
    return this.writer.threshold.level;
  }

  set level(level: LogLevel) {
    this.writer.setLevel(level);
  }

  isLevelEnabled(level: LogLevel): boolean {
    return level !== 'silent' && WEIGHT[level] >= this.writer.threshold.weight;
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    const operation = 'logger.flush';
    if (this.writer.threshold.isClosed) return err(closedError(operation));
    if (signal?.aborted) return err(cancelledError(operation, signal.reason));
    return flushDestination(this.writer.destination, operation, onAbort(signal, operation));
  }
}
