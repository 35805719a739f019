import type { Clock, ContextCarrier, InfraError, LogFields, LogLevel, OnError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { createRedactor, isLoggableRecord, type LoggableRecord, type Redactor } from '@internal/redaction';
import { types } from 'node:util';
import { chooseFormat } from './choose-format.js';
import type { LogDestination } from './destination.js';
import { destinationError, validationError } from './errors.js';
import { isLogLevel, LEVELS, Threshold, type LineLevel } from './levels.js';
import type { LineFormat } from './log-line.js';
import { redactKeys, type ConsoleLoggerOptions } from './options.js';
import { createStandardDestination } from './standard-destination.js';

/** What a logger and all its descendants share: it turns calls into lines and guards every way in which that can fail. */
export class LineWriter {
  readonly threshold: Threshold;
  readonly destination: LogDestination;
  readonly clock: Clock;
  dropped = 0;
  private readonly redact: Redactor;
  private readonly context: ContextCarrier | undefined;
  private readonly onError: OnError | undefined;
  private readonly makeFormat: () => LineFormat;
  private format: LineFormat | undefined;
  private reporting = false;

  constructor(options: ConsoleLoggerOptions) {
    const { level = 'info', destination = 'stdout', clock = systemClock, redact, context, onError } = options;
    this.threshold = new Threshold(level);
    this.destination =
      typeof destination === 'string' ? createStandardDestination(destination === 'stdout' ? 1 : 2) : destination;
    this.clock = clock;
    this.redact = createRedactor({ keys: redactKeys(redact), censor: redact?.censor });
    this.context = context;
    this.onError = onError;
    this.makeFormat = () => chooseFormat(options, this.destination.isTTY === true);
  }

  /** Never throws. A line that cannot be written is counted and reported. */
  write(level: LineLevel, message: unknown, inherited: LoggableRecord, fields: unknown): void {
    try {
      // Chosen by the first line: asking the descriptor is I/O, which constructing must not do.
      this.format ??= this.makeFormat();
      const time = this.clock.now();
      const merged = { ...this.captured(), ...inherited, ...this.plainFields(fields) };
      this.destination.write(this.format({ time, level, message: this.plainMessage(message), fields: merged }));
    } catch (cause) {
      this.dropped += 1;
      this.report(destinationError(cause, 'logger.write'));
    }
  }

  /** The fields of a child: taken now, so that later changes to the caller's object do not matter. */
  inherit(inherited: LoggableRecord, fields: LogFields | undefined): LoggableRecord {
    return { ...inherited, ...this.plainFields(fields) };
  }

  /** Sets the level of the whole family. An unknown one changes nothing and is reported. */
  setLevel(level: LogLevel): void {
    if (isLogLevel(level)) this.threshold.set(level);
    else this.report(validationError('logger.level', `'${String(level)}' is no level; allowed: ${LEVELS.join(', ')}`));
  }

  /** Types promise a string; a caller from JavaScript may bring anything. */
  private plainMessage(message: unknown): string {
    const plain = this.redact(message);
    return typeof plain === 'string' ? plain : JSON.stringify(plain);
  }

  private plainFields(fields: unknown): LoggableRecord {
    if (fields === undefined || fields === null) return {};
    if (types.isNativeError(fields)) return { error: this.redact(fields) };
    const plain = this.redact(fields);
    return isLoggableRecord(plain) ? plain : { fields: plain };
  }

  /** A carrier that fails costs the line its context, not the line. */
  private captured(): LoggableRecord {
    if (this.context === undefined) return {};
    try {
      return this.plainFields(this.context.capture());
    } catch (cause) {
      this.report(destinationError(cause, 'context.capture'));
      return {};
    }
  }

  private report(error: InfraError): void {
    // An `onError` that logs to this very logger would otherwise go round for ever.
    if (this.reporting || this.onError === undefined) return;
    this.reporting = true;
    try {
      this.onError(error);
    } catch {
      // There is nobody left to tell.
    } finally {
      this.reporting = false;
    }
  }
}
