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
import { errors } from './errors.js';
import { redactKeys, type TemplateLoggerOptions } from './options.js';
import { TemplateDestination } from './template-destination.js';

/** What a logger and all its descendants share: it turns calls into lines and guards every way in which that can fail. */
export class TemplateFamily implements LoggerFamily<LoggableRecord, IoOptions, AsyncResult<void>> {
  readonly threshold: Threshold;
  readonly destination: TemplateDestination;
  private readonly redact: Redactor;
  private readonly clock: Clock;
  private readonly context: ContextCarrier | undefined;
  private readonly report: Reporter<InfraError>;

  constructor({ level = 'info', clock = systemClock, redact, context, onError }: TemplateLoggerOptions) {
    this.threshold = new Threshold(level);
    this.destination = new TemplateDestination();
    this.redact = createRedactor({ keys: redactKeys(redact), censor: redact?.censor });
    this.clock = clock;
    this.context = context;
    this.report = createReporter(onError);
  }

  write(level: LineLevel, message: unknown, bound: LoggableRecord, fields: unknown): void {
    try {
      const merged = { ...this.captured(), ...bound, ...plainFields(this.redact, fields) };
      const time = new Date(this.clock.now());
      this.destination.write({ level, message: plainMessage(this.redact, message), time, fields: merged });
    } catch (cause) {
      this.report(errors.failed('write', cause));
    }
  }

  bind(bound: LoggableRecord, fields: unknown): LoggableRecord {
    return { ...bound, ...plainFields(this.redact, fields) };
  }

  setLevel(level: ThresholdLevel): void {
    if (isLogLevel(level)) this.threshold.set(level);
    else this.report(errors.invalid('level', `'${String(level)}' is no level; allowed: ${LEVELS.join(', ')}.`));
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    if (this.threshold.isClosed) return err(errors.closed('flush'));
    return signal?.aborted === true ? err(errors.cancelled('flush')) : this.destination.flush(signal);
  }

  /** A carrier that fails costs the line its context, not the line. */
  private captured(): LoggableRecord {
    if (this.context === undefined) return {};
    try {
      return plainFields(this.redact, this.context.capture());
    } catch (cause) {
      this.report(errors.failed('write', cause));
      return {};
    }
  }
}
