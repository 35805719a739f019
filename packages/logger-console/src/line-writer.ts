import { err, type AsyncResult, type Clock, type ContextCarrier, type InfraError, type IoOptions } from '@infra/core';
import { systemClock } from '@internal/clock';
import {
  createRedactor,
  createReporter,
  isLogLevel,
  LEVELS,
  plainFields,
  plainMessage,
  Threshold,
  type LineLevel,
  type LoggableRecord,
  type LoggerFamily,
  type Redactor,
  type Reporter,
  type ThresholdLevel,
} from '@internal/redaction';
import { chooseFormat } from './choose-format.js';
import type { LogDestination } from './destination.js';
import { cancelledError, closedError, destinationError, validationError } from './errors.js';
import { flushDestination, onAbort } from './flush.js';
import type { LineFormat } from './log-line.js';
import { redactKeys, type ConsoleLoggerOptions } from './options.js';
import { createStandardDestination } from './standard-destination.js';

/** What a logger and all its descendants share: it turns calls into lines and guards every way in which that can fail. */
export class LineWriter implements LoggerFamily<LoggableRecord, IoOptions, AsyncResult<void>> {
  readonly threshold: Threshold;
  readonly destination: LogDestination;
  readonly clock: Clock;
  dropped = 0;
  private readonly redact: Redactor;
  private readonly context: ContextCarrier | undefined;
  private readonly report: Reporter<InfraError>;
  private readonly makeFormat: () => LineFormat;
  private format: LineFormat | undefined;

  constructor(options: ConsoleLoggerOptions) {
    const { level = 'info', destination = 'stdout', clock = systemClock, redact, context, onError } = options;
    this.threshold = new Threshold(level);
    this.destination =
      typeof destination === 'string' ? createStandardDestination(destination === 'stdout' ? 1 : 2) : destination;
    this.clock = clock;
    this.redact = createRedactor({ keys: redactKeys(redact), censor: redact?.censor });
    this.context = context;
    this.report = createReporter(onError);
    this.makeFormat = () => chooseFormat(options, this.destination.isTTY === true);
  }

  /** A line that cannot be written is counted and reported. */
  write(level: LineLevel, message: unknown, inherited: LoggableRecord, fields: unknown): void {
    try {
      // Chosen by the first line: asking the descriptor is I/O, which constructing must not do.
      this.format ??= this.makeFormat();
      const time = this.clock.now();
      const merged = { ...this.captured(), ...inherited, ...plainFields(this.redact, fields) };
      const line = this.format({ time, level, message: plainMessage(this.redact, message), fields: merged });
      this.destination.write(line);
    } catch (cause) {
      this.dropped += 1;
      this.report(destinationError(cause, 'logger.write'));
    }
  }

  bind(inherited: LoggableRecord, fields: unknown): LoggableRecord {
    return { ...inherited, ...plainFields(this.redact, fields) };
  }

  setLevel(level: ThresholdLevel): void {
    if (isLogLevel(level)) this.threshold.set(level);
    else this.report(validationError('logger.level', `'${String(level)}' is no level; allowed: ${LEVELS.join(', ')}`));
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    const operation = 'logger.flush';
    if (this.threshold.isClosed) return err(closedError(operation));
    if (signal?.aborted) return err(cancelledError(operation, signal.reason));
    return flushDestination(this.destination, operation, onAbort(signal, operation));
  }

  /** A carrier that fails costs the line its context, not the line. */
  private captured(): LoggableRecord {
    if (this.context === undefined) return {};
    try {
      return plainFields(this.redact, this.context.capture());
    } catch (cause) {
      this.report(destinationError(cause, 'context.capture'));
      return {};
    }
  }
}
